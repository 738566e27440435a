package org.likeness.server.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.likeness.error.Suggest;
import org.likeness.features.FeatureKind;
import org.likeness.io.Json;
import org.likeness.server.Multipart;
import org.likeness.server.Refusal;

/**
 * What a request asks: its images, and its parameters from the address and from the body.
 *
 * <p>The body is a form with files ({@code multipart/form-data}), JSON with images in base 64, or
 * else one image as it is, whatever its content type says.
 */
final class ServiceRequest {
  private static final int LONGEST = 10_000;
  private static final List<String> IMAGES = List.of("image", "images");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Map<String, Boolean> SWITCH =
      Map.of("true", true, "1", true, "", true, "false", false, "0", false);

  private final List<NamedImage> images = new ArrayList<>();
  private final Map<String, List<String>> parameters = new LinkedHashMap<>();

  private ServiceRequest() {}

  /**
   * Reads a request.
   *
   * @param body its whole body
   * @param known the names of its parameters
   * @throws Refusal if it is malformed or has other parameters
   */
  static ServiceRequest read(Context context, byte[] body, Collection<String> known) {
    ServiceRequest request = new ServiceRequest();
    context.queryParamMap().forEach(request::put);
    String type = Optional.ofNullable(context.contentType()).orElse("");
    if (Multipart.is(type)) {
      request.readForm(body, type);
    } else if (type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      request.readJson(body);
    } else if (body.length > 0 && body[0] == '{') { // no image begins so
      throw bad("the body looks like JSON: send it with Content-Type: application/json");
    } else if (body.length > 0) {
      request.images.add(new NamedImage("the image", body));
    }
    for (String name : request.parameters.keySet()) {
      if (!known.contains(name)) {
        List<String> fields = new ArrayList<>(known);
        fields.addAll(IMAGES);
        throw bad(Suggest.unknown("parameter", shown(name), fields));
      }
    }
    return request;
  }

  private void put(String name, List<String> values) {
    parameters.computeIfAbsent(name, key -> new ArrayList<>()).addAll(values);
  }

  private void readForm(byte[] body, String type) {
    for (Multipart.Part part : Multipart.parts(body, type)) {
      if (part.fileName().isPresent() || IMAGES.contains(part.name())) {
        images.add(new NamedImage(name(part.fileName()), part.content()));
      } else if (part.content().length > LONGEST) {
        throw bad("the field " + shown(part.name()) + " is too long");
      } else {
        put(part.name(), List.of(part.text()));
      }
    }
  }

  /** The number of the image in a form, and its file's name. */
  private String name(Optional<String> file) {
    String number = "image " + (images.size() + 1);
    return file.map(name -> number + " (" + shown(name) + ")").orElse(number);
  }

  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 60 ? plain.substring(0, 60) + "..." : plain;
  }

  private void readJson(byte[] body) {
    JsonNode node;
    try {
      node = Json.parse(new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw bad("the body is " + e.getMessage());
    }
    if (!node.isObject()) {
      throw bad("the body must be a JSON object");
    }
    node.properties().forEach(field -> readField(field.getKey(), field.getValue()));
  }

  private void readField(String name, JsonNode value) {
    List<JsonNode> values = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(values::add);
    } else if (!value.isNull()) {
      values.add(value);
    }
    for (JsonNode one : values) {
      if (!one.isValueNode()) {
        throw bad("the field " + shown(name) + " must have plain values");
      }
      if (IMAGES.contains(name)) {
        images.add(decoded(name(Optional.empty()), one));
      } else {
        put(name, List.of(one.asText()));
      }
    }
  }

  /** Spaces and line ends are left out, as the command base64 writes them. */
  private static NamedImage decoded(String name, JsonNode value) {
    try {
      String text = value.isTextual() ? value.textValue() : "?";
      String data = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
      byte[] bytes = Base64.getDecoder().decode(SPACE.matcher(data).replaceAll(""));
      if (bytes.length == 0) {
        throw bad(name + " is empty");
      }
      return new NamedImage(name, bytes);
    } catch (IllegalArgumentException e) {
      throw bad(name + " is not in base 64");
    }
  }

  private static Refusal bad(String message) {
    return new Refusal(Refusal.BAD_REQUEST, message);
  }

  /** All images. */
  List<NamedImage> images() {
    return images;
  }

  /** All values of a parameter. */
  List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /** A parameter that is given once at most. */
  Optional<String> one(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw bad(name + " is given " + values.size() + " times: give it once");
    }
    return values.stream().findFirst();
  }

  /**
   * A number from 1 on.
   *
   * @param most the largest
   * @param meaning of the largest, for the message: {@code the rows of the index}
   */
  int count(String name, int standard, int most, String meaning) {
    Optional<String> text = one(name);
    if (text.isEmpty()) {
      return Math.min(standard, most);
    }
    if (!text.get().matches("[+-]?[0-9]{1,18}")) {
      throw bad(name + " must be a whole number but is '" + shown(text.get()) + "'");
    }
    long value = Long.parseLong(text.get());
    if (value < 1 || value > most) {
      throw bad("%s must be in [1, %d], %s, but is %d".formatted(name, most, meaning, value));
    }
    return (int) value;
  }

  boolean isOn(String name) {
    Optional<String> text = one(name);
    if (text.isEmpty()) {
      return false;
    }
    Boolean value = SWITCH.get(text.get().toLowerCase(Locale.ROOT));
    if (value == null) {
      throw bad(name + " must be true or false but is '" + shown(text.get()) + "'");
    }
    return value;
  }

  /** Which features are asked for: head or backbone. */
  FeatureKind features() {
    String text = one("features").orElse(FeatureKind.HEAD.label());
    return switch (text) {
      case "head" -> FeatureKind.HEAD;
      case "backbone" -> FeatureKind.BACKBONE;
      default -> throw bad("features must be head or backbone but is '" + shown(text) + "'");
    };
  }

  /**
   * An image of a request.
   *
   * @param name in messages
   * @param bytes of its file
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record NamedImage(String name, byte[] bytes) {}
}
