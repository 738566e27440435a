package org.likeness.server.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.classify.LabelledNeighbours;
import org.likeness.encoder.Encoder;
import org.likeness.io.Json;
import org.likeness.server.Call;
import org.likeness.torch.Torch;

/** The routes and their description agree, both ways, and answers are as it says. */
class OpenApiTest {
  @TempDir Path folder;

  private static Service service;
  private static Schemas schemas;

  @BeforeAll
  static void start() throws Exception {
    Torch.setThreads(1);
    Encoder encoder = TinyEncoder.make(1);
    service = Service.of(encoder).classifier(TinyEncoder.classifier(encoder)).start();
    schemas = new Schemas();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void routesAndDescriptionAgree() {
    List<String> described = new ArrayList<>();
    schemas
        .root
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    List<String> routes =
        service.routes().stream()
            .filter(route -> !route.contains(" /docs") && !route.endsWith(" /"))
            .filter(route -> !route.startsWith("HEAD "))
            .toList();
    assertThat(routes).containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  void referencesLeadSomewhere() {
    schemas.root.findValuesAsText("$ref").forEach(this::resolves);
    assertThat(schemas.root.findValuesAsText("$ref")).hasSizeGreaterThan(50);
  }

  private void resolves(String reference) {
    schemas.resolve(Json.object().put("$ref", reference));
  }

  @Test
  void examplesOfImagesAreAnswered() {
    JsonNode examples =
        schemas.root.at("/components/requestBodies/Images/content/application~1json/examples");
    for (String name : List.of("one", "several")) {
      JsonNode value = examples.path(name).path("value");
      var answer =
          Call.post(
              service.address(),
              "/v1/embed",
              Json.line(value).getBytes(UTF_8),
              "Content-Type",
              "application/json");
      check("/v1/embed", "post", answer, 200);
      assertThat(Call.json(answer).path("vectors"))
          .hasSize(Math.max(1, value.path("images").size()));
    }
  }

  @Test
  void answersAreAsDescribed() {
    byte[] image = TinyEncoder.png(1);
    check("/v1/embed", "post", Call.post(service.address(), "/v1/embed", image), 200);
    check(
        "/v1/embed",
        "post",
        Call.post(service.address(), "/v1/embed?features=backbone", image),
        200);
    check("/v1/embed", "post", Call.post(service.address(), "/v1/embed", new byte[0]), 400);
    check(
        "/v1/embed",
        "post",
        Call.post(service.address(), "/v1/embed", "text".getBytes(UTF_8)),
        415);
    check("/v1/classify", "post", Call.post(service.address(), "/v1/classify?k=2", image), 200);
    check("/v1/classify", "post", Call.post(service.address(), "/v1/classify?k=4", image), 400);
    check("/health", "get", Call.get(service.address(), "/health"), 200);
    check("/metrics", "get", Call.get(service.address(), "/metrics"), 200);
    check("/openapi.yaml", "get", Call.get(service.address(), "/openapi.yaml"), 200);
    check(
        "/health",
        "get",
        Call.get(service.address(), "/health", "Origin", "http://evil.example"),
        403);
  }

  @Test
  void answersOfASearchAreAsDescribed() throws Exception {
    try (TinyIndex index = new TinyIndex(folder, TinyEncoder.make(1), 12);
        LabelledNeighbours neighbours = LabelledNeighbours.of(index.table(), 5, 0.07);
        Service searching =
            Service.of(index.encoder())
                .index(index.opened())
                .labelled(neighbours, index.table().info())
                .start();
        Service bare = Service.of(index.encoder()).start()) {
      byte[] image = TinyEncoder.png(1);
      check("/v1/search", "post", Call.post(searching.address(), "/v1/search", image), 200);
      check("/v1/search", "post", Call.post(searching.address(), "/v1/search?k=0", image), 400);
      check(
          "/v1/search",
          "post",
          Call.post(searching.address(), "/v1/search?id=missing", new byte[0]),
          404);
      JsonNode search =
          schemas.root.at("/components/requestBodies/Search/content/application~1json");
      check(
          "/v1/search",
          "post",
          Call.post(
              searching.address(),
              "/v1/search",
              Json.line(search.at("/examples/image/value")).getBytes(UTF_8),
              "Content-Type",
              "application/json"),
          200);
      check("/v1/classify", "post", Call.post(searching.address(), "/v1/classify", image), 200);
      check("/v1/classify", "post", Call.post(bare.address(), "/v1/classify", image), 404);
      check("/health", "get", Call.get(searching.address(), "/health"), 200);
    }
  }

  private static void check(String path, String method, HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode described =
        schemas.resolve(
            schemas.root.at("/paths").get(path).get(method).get("responses").get("" + status));
    String type =
        response.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "").strip();
    JsonNode schema = described.get("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as(path + " " + status + " " + type).isFalse();
    if (type.equals("application/json")) {
      assertThat(schemas.problems(schema, Call.json(response))).as(response.body()).isEmpty();
    }
  }

  @Test
  void theValidatorFindsMistakes() throws Exception {
    JsonNode schema = schemas.root.at("/components/schemas/Health");
    String hash = "0".repeat(64);
    String good = "{'status':'ok','encoder':'" + hash + "','dimension':3,'rows':0,'classes':0}";
    assertThat(problems(schema, good)).isEmpty();
    for (Map.Entry<String, String> mistake :
        Map.of(
                "'ok'",
                "'bad'",
                "'rows':0,",
                "",
                "'rows':0",
                "'rows':-1",
                "'dimension':3",
                "'dimension':'3'",
                hash,
                "xyz",
                "'classes':0",
                "'classes':0.5",
                "{",
                "{'more':1,")
            .entrySet()) {
      assertThat(problems(schema, good.replace(mistake.getKey(), mistake.getValue())))
          .as(mistake.toString())
          .hasSize(1);
    }
  }

  private static List<String> problems(JsonNode schema, String json) throws Exception {
    return schemas.problems(schema, Json.parse(json.replace('\'', '"')));
  }
}
