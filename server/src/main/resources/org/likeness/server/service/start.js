// Swagger UI with the description of this service; nothing is loaded from elsewhere.
window.ui = SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#service",
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
});
