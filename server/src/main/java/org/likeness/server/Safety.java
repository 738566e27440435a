package org.likeness.server;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/** Headers that each answer has; a handler may set another value for its own answer. */
public final class Safety {
  /** The name of the header with the content policy. */
  public static final String CONTENT_POLICY = "Content-Security-Policy";

  /**
   * The usual content policy: scripts, styles, pictures and requests of this server alone, nothing
   * inline, no frames of other pages.
   */
  public static final String STRICT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';"
          + " worker-src 'self'; frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'";

  /** For a page with inline styles: {@link #STRICT} with {@code unsafe-inline} for styles. */
  public static final String WITH_INLINE_STYLES =
      STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

  private static final Map<String, String> HEADERS =
      Map.of(
          CONTENT_POLICY,
          STRICT,
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "SAMEORIGIN",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private Safety() {}

  static void setHeaders(HttpFields.Mutable headers) {
    HEADERS.forEach(headers::put);
  }
}
