package org.likeness.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a body in {@code multipart/form-data} (RFC 7578), as forms and {@code curl -F} send
 * it. Read from memory: Jetty's own parser writes files.
 */
public final class Multipart {
  private static final int MOST_PARTS = 2000;
  private static final int HEADER_BYTES = 8 << 10;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))", Pattern.CASE_INSENSITIVE);
  private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(ISO_8859_1);

  private Multipart() {}

  /** True for a body that {@link #parts} reads. */
  public static boolean is(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  /**
   * Reads all parts.
   *
   * @param body the whole body
   * @param contentType of the request, with its boundary
   * @throws Refusal if it is malformed (400), or has too many parts (413)
   */
  public static List<Part> parts(byte[] body, String contentType) {
    Matcher found = BOUNDARY.matcher(contentType);
    if (!found.find()) {
      throw malformed("its content type names no boundary");
    }
    String boundary = found.group(1) != null ? found.group(1) : found.group(2);
    byte[] delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    int at = first(body, delimiter);
    while (!startsWith(body, at, "--")) {
      int headers = afterLine(body, at);
      int blank = indexOf(body, BLANK_LINE, Math.max(headers - 2, 0));
      if (blank < 0 || blank - headers > HEADER_BYTES) {
        throw malformed("a part has no end of its headers");
      }
      int content = blank + BLANK_LINE.length;
      int end = indexOf(body, delimiter, content - 2);
      if (end < 0) {
        throw malformed("a part does not end");
      }
      if (parts.size() == MOST_PARTS) {
        throw new Refusal(Refusal.TOO_LARGE, "the form has more than " + MOST_PARTS + " parts");
      }
      String head = blank < headers ? "" : new String(body, headers, blank - headers, UTF_8);
      parts.add(part(head, Arrays.copyOfRange(body, Math.min(content, end), end)));
      at = end + delimiter.length;
    }
    return parts;
  }

  /** The place behind the first delimiter, which may stand at the very beginning. */
  private static int first(byte[] body, byte[] delimiter) {
    byte[] bare = Arrays.copyOfRange(delimiter, 2, delimiter.length);
    if (body.length >= bare.length && Arrays.equals(body, 0, bare.length, bare, 0, bare.length)) {
      return bare.length;
    }
    int at = indexOf(body, delimiter, 0);
    if (at < 0) {
      throw malformed("its boundary does not occur");
    }
    return at + delimiter.length;
  }

  private static int afterLine(byte[] body, int from) {
    int at = from;
    while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
      at++;
    }
    if (!startsWith(body, at, "\r\n")) {
      throw malformed("a boundary is not followed by a line end");
    }
    return at + 2;
  }

  private static Part part(String head, byte[] content) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
        return new Part(parameter(line, "name").orElse(""), parameter(line, "filename"), content);
      }
    }
    throw malformed("a part has no Content-Disposition");
  }

  private static Optional<String> parameter(String line, String name) {
    Matcher found =
        Pattern.compile(
                ";\\s*" + name + "=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s;\"]++))",
                Pattern.CASE_INSENSITIVE)
            .matcher(line);
    if (!found.find()) {
      return Optional.empty();
    }
    return Optional.of(
        found.group(1) != null
            ? found.group(1).replaceAll("\\\\(.)", "$1").replace("%22", "\"")
            : found.group(2));
  }

  private static boolean startsWith(byte[] body, int at, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return at + bytes.length <= body.length
        && Arrays.equals(body, at, at + bytes.length, bytes, 0, bytes.length);
  }

  private static int indexOf(byte[] body, byte[] what, int from) {
    int last = body.length - what.length;
    for (int at = from; at <= last; at++) {
      int i = 0;
      while (i < what.length && body[at + i] == what[i]) {
        i++;
      }
      if (i == what.length) {
        return at;
      }
    }
    return -1;
  }

  private static Refusal malformed(String why) {
    return new Refusal(Refusal.BAD_REQUEST, "the form is malformed: " + why);
  }

  /**
   * One part.
   *
   * @param name of the field
   * @param fileName of a file; never used as a path
   * @param content its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(String name, Optional<String> fileName, byte[] content) {
    /** The content as text. */
    public String text() {
      return new String(content, UTF_8);
    }
  }
}
