package org.likeness.server.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The description of the service, and a validator of JSON for the words of JSON Schema that it
 * uses; another word is an error, so that none is ignored.
 */
final class Schemas {
  private static final Set<String> WORDS =
      Set.of(
          "type",
          "description",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "minItems",
          "enum",
          "minimum",
          "maximum",
          "pattern",
          "default",
          "$ref");

  final JsonNode root;

  Schemas() throws IOException {
    try (InputStream in = Schemas.class.getResourceAsStream("openapi.yaml")) {
      root = new YAMLMapper().readTree(in);
    }
  }

  /** The node that a reference stands for, or the node itself. */
  JsonNode resolve(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    String reference = node.get("$ref").textValue();
    assertThat(reference).startsWith("#/");
    JsonNode found = root.at(reference.substring(1));
    assertThat(found.isMissingNode()).as(reference).isFalse();
    return found;
  }

  /** What is wrong with a value; empty where it is valid. */
  List<String> problems(JsonNode schema, JsonNode value) {
    List<String> problems = new ArrayList<>();
    check(schema, value, "$", problems);
    return problems;
  }

  private void check(JsonNode reference, JsonNode value, String at, List<String> problems) {
    JsonNode schema = resolve(reference);
    schema
        .fieldNames()
        .forEachRemaining(word -> assertThat(WORDS).as("words of schemas").contains(word));
    boolean type =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          default -> throw new AssertionError("no type at " + at + ": " + schema);
        };
    if (!type) {
      problems.add(at + " must be of type " + schema.get("type") + " but is " + value);
      return;
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      problems.add(at + " must be one of " + schema.get("enum") + " but is " + value);
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").textValue()).matcher(value.textValue()).find()) {
      problems.add(at + " must match " + schema.get("pattern") + " but is " + value);
    }
    if (schema.has("minimum") && value.doubleValue() < schema.get("minimum").doubleValue()
        || schema.has("maximum") && value.doubleValue() > schema.get("maximum").doubleValue()) {
      problems.add(at + " is out of range: " + value);
    }
    if (schema.has("minItems") && value.size() < schema.get("minItems").intValue()) {
      problems.add(at + " has too few items: " + value.size());
    }
    for (int i = 0; i < value.size() && value.isArray(); i++) {
      check(schema.get("items"), value.get(i), at + "[" + i + "]", problems);
    }
    if (value.isObject()) {
      checkFields(schema, value, at, problems);
    }
  }

  private void checkFields(JsonNode schema, JsonNode value, String at, List<String> problems) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.textValue())) {
        problems.add(at + " lacks " + name);
      }
    }
    for (Iterator<Map.Entry<String, JsonNode>> fields = value.properties().iterator();
        fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      JsonNode known = schema.path("properties").path(field.getKey());
      JsonNode others = schema.path("additionalProperties");
      if (!known.isMissingNode()) {
        check(known, field.getValue(), at + "." + field.getKey(), problems);
      } else if (others.isObject()) {
        check(others, field.getValue(), at + "." + field.getKey(), problems);
      } else if (others.isBoolean() && !others.booleanValue()) {
        problems.add(at + " has an unknown field " + field.getKey());
      }
    }
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode one : list) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
