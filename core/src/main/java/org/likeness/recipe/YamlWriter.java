package org.likeness.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.likeness.option.OptionField;
import org.likeness.option.OptionValues;

/**
 * Converts records to a tree, and a tree to readable YAML. Jackson's generator is not used since it
 * has one style for all lists and sections (it cannot write both {@code [1, 2]} and nested
 * sections) and writes 0.0001 as {@code 1.0E-4}.
 */
final class YamlWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_/][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|nan|infinity");

  private YamlWriter() {}

  static JsonNode tree(Object value) {
    if (value instanceof Record record) {
      ObjectNode node = NODES.objectNode();
      for (OptionField field : OptionField.of(record.getClass())) {
        node.set(field.key(), tree(field.get(record)));
      }
      return node;
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(YamlWriter::tree).orElse(NODES.nullNode());
    }
    if (value instanceof List<?> list) {
      return NODES.arrayNode().addAll(list.stream().map(YamlWriter::tree).toList());
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(OptionValues.name(constant));
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof String text) {
      return NODES.textNode(text);
    }
    throw new IllegalArgumentException("a recipe cannot contain a " + value.getClass().getName());
  }

  static String write(ObjectNode tree) {
    StringBuilder out = new StringBuilder();
    section(tree, "", out);
    return out.toString();
  }

  private static void section(ObjectNode node, String indent, StringBuilder out) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      out.append(indent).append(text(entry.getKey())).append(':');
      if (entry.getValue() instanceof ObjectNode child && !child.isEmpty()) {
        out.append('\n');
        section(child, indent + "  ", out);
      } else {
        out.append(' ').append(value(entry.getValue())).append('\n');
      }
    }
  }

  static String value(JsonNode node) {
    if (node.isArray()) {
      StringBuilder list = new StringBuilder("[");
      node.forEach(child -> list.append(list.length() > 1 ? ", " : "").append(value(child)));
      return list.append(']').toString();
    }
    if (node.isFloatingPointNumber()) {
      return OptionValues.number(node.doubleValue());
    }
    return node.isTextual() ? text(node.textValue()) : node.toString();
  }

  private static String text(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches();
    return plain ? text : TextNode.valueOf(text).toString();
  }
}
