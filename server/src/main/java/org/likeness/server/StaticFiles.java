package org.likeness.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.likeness.io.Digests;

/**
 * Files from the class path at addresses of a fixed list: nothing else is served, whatever a
 * request asks for. They are read once; browsers keep them and ask whether they have changed.
 *
 * <pre>
 *   new StaticFiles("/studio/")
 *       .add("/", "index.html")
 *       .add("/docs", "docs.html", Safety.WITH_INLINE_STYLES)
 *       .addAll("/lib/", List.of("uplot.js", "uplot.css"))
 * </pre>
 */
public final class StaticFiles implements Consumer<RoutesConfig> {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("yaml", "application/yaml; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final String folder;
  private final List<Served> files = new ArrayList<>();

  /**
   * Files below a folder of the class path.
   *
   * @param folder begins and ends with a slash
   */
  public StaticFiles(String folder) {
    if (!folder.startsWith("/") || !folder.endsWith("/")) {
      throw new IllegalArgumentException("a folder must begin and end with / but is " + folder);
    }
    this.folder = folder;
  }

  /** Serves a file under an address, with the strict content policy. */
  public StaticFiles add(String path, String name) {
    return add(path, name, Safety.STRICT);
  }

  /** Serves a file under an address, with a content policy of its own. */
  public StaticFiles add(String path, String name, String policy) {
    byte[] bytes = read(folder + name);
    MessageDigest digest = Digests.of("SHA-256");
    digest.update(bytes);
    String etag = "\"" + Digests.hex(digest).substring(0, 32) + "\"";
    files.add(new Served(path, type(name), etag, policy, bytes));
    return this;
  }

  /** Serves files under their names below an address. */
  public StaticFiles addAll(String below, List<String> names) {
    names.forEach(name -> add(below + name, name));
    return this;
  }

  /** Adds the routes. */
  @Override
  public void accept(RoutesConfig routes) {
    files.forEach(
        file -> {
          routes.get(file.path(), context -> serve(context, file));
          routes.head(file.path(), context -> serve(context, file));
        });
  }

  private static void serve(Context context, Served file) {
    context.header("Cache-Control", "no-cache").header("ETag", file.etag());
    context.header(Safety.CONTENT_POLICY, file.policy());
    if (file.etag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(file.type()).result(file.bytes());
  }

  private static byte[] read(String resource) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no resource " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = TYPES.get(ending);
    if (type == null) {
      throw new IllegalArgumentException("the type of " + name + " is not known");
    }
    return type;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Served(String path, String type, String etag, String policy, byte[] bytes) {}
}
