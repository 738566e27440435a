package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Tensors;

/**
 * Expected numbers from a file: {@code fixtures/NAME.json} of the test resources, or of the folder
 * that the system property {@code likeness.fixtures} names. Keys may be paths: {@code
 * steps/0/loss}.
 */
public record Fixture(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static Fixture read(String name) {
    String folder = System.getProperty("likeness.fixtures", "");
    try (InputStream in =
        folder.isEmpty()
            ? Fixture.class.getResourceAsStream("/fixtures/" + name + ".json")
            : Files.newInputStream(Path.of(folder, name + ".json"))) {
      assertThat(in).as("fixture " + name).isNotNull();
      return new Fixture(MAPPER.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Fixture at(String path) {
    JsonNode node = json.at("/" + path);
    assertThat(node.isMissingNode()).as("the fixture has no " + path).isFalse();
    return new Fixture(node);
  }

  public boolean has(String path) {
    return !json.at("/" + path).isMissingNode();
  }

  public double number(String path) {
    return at(path).json.doubleValue();
  }

  public int integer(String path) {
    return at(path).json.intValue();
  }

  public String text(String path) {
    return at(path).json.asText();
  }

  public int size() {
    return json.size();
  }

  /** All numbers of an array of any depth, in order. */
  public double[] numbers(String path) {
    java.util.List<Double> flat = new java.util.ArrayList<>();
    flatten(at(path).json, flat);
    return flat.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** As {@link #numbers}, whole numbers. */
  public long[] integers(String path) {
    return java.util.Arrays.stream(numbers(path)).mapToLong(d -> (long) d).toArray();
  }

  /** The shape of an array. */
  public long[] shape(String path) {
    java.util.List<Long> shape = new java.util.ArrayList<>();
    for (JsonNode node = at(path).json; node.isArray(); node = node.get(0)) {
      shape.add((long) node.size());
    }
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** An array as a tensor of the given floating type. */
  public Tensor tensor(String path, ScalarType type) {
    return Tensors.of(numbers(path), shape(path)).to(type);
  }

  /** An array of whole numbers as a long tensor. */
  public Tensor longs(String path) {
    return Tensors.of(integers(path), shape(path));
  }

  /**
   * Fails unless {@code actual} has the expected shape, is finite, and its largest difference is
   * below the limit of its type (1e-9 in double, 1e-4 in float) times the largest expected
   * magnitude.
   */
  public void assertMatches(String path, Tensor actual) {
    double limit = Tensors.type(actual) == ScalarType.Double ? 1e-9 : 1e-4;
    assertMatches(path, actual, limit);
  }

  public void assertMatches(String path, Tensor actual, double limit) {
    double[] expected = json.at("/" + path).isArray() ? numbers(path) : new double[] {number(path)};
    if (json.at("/" + path).isArray()) {
      assertThat(Tensors.shape(actual)).as("shape of " + path).containsExactly(shape(path));
    }
    assertMatches(path, Tensors.doubles(actual), expected, limit);
  }

  public static void assertMatches(String what, double[] actual, double[] expected, double limit) {
    assertThat(actual.length).as("size of " + what).isEqualTo(expected.length);
    double worst = 0;
    double scale = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.isFinite(actual[i]))
          .as(what + "[" + i + "] is finite, was " + actual[i])
          .isTrue();
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    assertThat(worst)
        .as("largest difference of %s, largest expected value %s", what, scale)
        .isLessThanOrEqualTo(limit * Math.max(scale, 1e-300));
  }

  private static void flatten(JsonNode node, java.util.List<Double> flat) {
    if (node.isArray()) {
      node.forEach(child -> flatten(child, flat));
    } else {
      flat.add(node.doubleValue());
    }
  }
}
