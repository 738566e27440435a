package org.likeness.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * Stands before everything else: sets the safe headers and refuses requests that come from another
 * site's page.
 *
 * <ul>
 *   <li>The {@code Host} must be a name of this machine, else a page could reach the server through
 *       a name of its own that it points to 127.0.0.1 (DNS rebinding). With a token any name will
 *       do, since such a page does not know the token.
 *   <li>{@code Origin}, where the browser sends it, must be this server, and so must {@code
 *       Sec-Fetch-Site}, except for a link that is followed.
 *   <li>With a token: {@code Authorization: Bearer}, or the cookie that {@code ?token=} sets.
 * </ul>
 */
final class Guard extends Handler.Wrapper {
  private static final Set<String> LOCAL_NAMES =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1", "[0:0:0:0:0:0:0:1]");
  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;
  private static final int SEE_OTHER = 303;

  private final ServerAddress address;
  private volatile int port;

  Guard(ServerAddress address) {
    this.address = address;
  }

  /** The port that the server got; names the cookie, since browsers share cookies among ports. */
  void port(int actual) {
    port = actual;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Safety.setHeaders(response.getHeaders());
    HttpFields headers = request.getHeaders();
    if (address.token().isEmpty() && !isLocal(headers)) {
      return refuse(
          request,
          response,
          callback,
          FORBIDDEN,
          "the host name of the request is not one of this server");
    }
    if (isForeign(headers)) {
      return refuse(
          request, response, callback, FORBIDDEN, "the request comes from a page of another site");
    }
    if (address.token().isPresent()) {
      String token = address.token().get();
      Optional<String> asked = queryToken(request);
      if (asked.isPresent() && request.getMethod().equals("GET") && equal(asked.get(), token)) {
        return enter(request, response, callback, token);
      }
      if (!isAuthorized(request, token)) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        return refuse(
            request,
            response,
            callback,
            UNAUTHORIZED,
            "this server needs a token: send it as Authorization: Bearer, or open a page with ?token=");
      }
    }
    return super.handle(request, response, callback);
  }

  private static boolean refuse(
      Request request, Response response, Callback callback, int status, String message) {
    ErrorAnswers.write(request, response, callback, status, message);
    return true;
  }

  private boolean isLocal(HttpFields headers) {
    List<String> hosts = headers.getValuesList(HttpHeader.HOST);
    if (hosts.size() != 1) {
      return false;
    }
    String name = hosts.get(0).replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    return LOCAL_NAMES.contains(name) || name.equalsIgnoreCase(address.host());
  }

  private static boolean isForeign(HttpFields headers) {
    String host = headers.get(HttpHeader.HOST);
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null
        && !origin.equalsIgnoreCase("http://" + host)
        && !origin.equalsIgnoreCase("https://" + host)) {
      return true;
    }
    String site = headers.get("Sec-Fetch-Site");
    if (site == null || site.equals("same-origin") || site.equals("none")) {
      return false;
    }
    return !"navigate".equals(headers.get("Sec-Fetch-Mode"))
        || !"document".equals(headers.get("Sec-Fetch-Dest"));
  }

  private static Optional<String> queryToken(Request request) {
    String query = request.getHttpURI().getQuery();
    if (query == null || !query.contains("token=")) {
      return Optional.empty();
    }
    Fields fields = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    return Optional.ofNullable(fields.getValue("token"));
  }

  private boolean isAuthorized(Request request, String token) {
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return equal(authorization.substring(7).strip(), token);
    }
    return Request.getCookies(request).stream()
        .anyMatch(cookie -> cookie.getName().equals(cookie()) && equal(cookie.getValue(), token));
  }

  /** Sets the cookie and sends the browser to the same page without the token in its address. */
  private boolean enter(Request request, Response response, Callback callback, String token) {
    HttpURI uri = request.getHttpURI();
    HttpCookie cookie =
        HttpCookie.build(cookie(), token)
            .path("/")
            .httpOnly(true)
            .sameSite(HttpCookie.SameSite.STRICT)
            .build();
    Response.addCookie(response, cookie);
    String path = uri.getCanonicalPath() == null ? "/" : uri.getCanonicalPath();
    String query = withoutToken(request);
    response
        .getHeaders()
        .put(new HttpField(HttpHeader.LOCATION, "/" + path.replaceFirst("^[/\\\\]+", "") + query));
    response.setStatus(SEE_OTHER);
    response.write(true, null, callback);
    return true;
  }

  /** The other parameters of the address, encoded again; empty where there are none. */
  private static String withoutToken(Request request) {
    String rest =
        Request.extractQueryParameters(request, StandardCharsets.UTF_8).stream()
            .filter(field -> !field.getName().equals("token"))
            .flatMap(field -> field.getValues().stream().map(value -> pair(field.getName(), value)))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? "" : "?" + rest;
  }

  private static String pair(String name, String value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private String cookie() {
    return "likeness-" + port;
  }

  private static boolean equal(String given, String token) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
