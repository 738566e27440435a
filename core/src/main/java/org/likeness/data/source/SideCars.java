package org.likeness.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/** Labels of images in tar files, from {@code NAME.cls} or {@code NAME.json} beside each. */
final class SideCars {
  private static final int LONGEST = 1 << 20; // a label is a word, not a megabyte

  private final Path base;
  private final DataOptions options;
  private final Map<String, String> labels = new HashMap<>(); // by sample
  private final Map<String, String> groups = new HashMap<>();

  SideCars(Path base, List<TarEntry> sideCars, DataOptions options) {
    this.base = base;
    this.options = options;
    for (TarEntry sideCar : sideCars) {
      String text = text(sideCar);
      if (sideCar.name().endsWith(".cls")) {
        put(labels, sideCar, text.strip());
      } else {
        JsonNode json = json(sideCar, text);
        put(
            labels,
            sideCar,
            json.path(options.label().isEmpty() ? "label" : options.label()).asText(""));
        put(
            groups,
            sideCar,
            json.path(options.group().isEmpty() ? "group" : options.group()).asText(""));
      }
    }
    if (labels.isEmpty() && !options.label().isEmpty()) {
      throw new InputException(
          "no JSON file in " + base + " has a field " + options.label() + " for label");
    }
  }

  static boolean isSideCar(String name) {
    return name.endsWith(".cls") || name.endsWith(".json");
  }

  Dataset open(String name, List<TarEntry> images) {
    List<String> classNames = ImageNames.sortedClasses(labels.values());
    Map<String, Integer> indices = ImageNames.indices(classNames);
    List<Candidate> candidates = new ArrayList<>(images.size());
    for (TarEntry image : images) {
      int label = Optional.ofNullable(labels.get(image.sample())).map(indices::get).orElse(-1);
      Optional<String> group = Optional.ofNullable(groups.get(image.sample()));
      Candidate plain = Candidate.file(image.id(), image.length(), -1, Optional.empty()).in(image);
      candidates.add(plain.labelled(label, group));
    }
    return HeaderScan.open(name, base, candidates, classNames, options);
  }

  private static void put(Map<String, String> map, TarEntry sideCar, String value) {
    if (!value.isEmpty()) {
      map.put(sideCar.sample(), value);
    }
  }

  private String text(TarEntry sideCar) {
    if (sideCar.length() > LONGEST) {
      throw new InputException(
          sideCar.id() + " is not a label: it has " + sideCar.length() + " bytes");
    }
    try (FileSlice in =
        new FileSlice(base.resolve(sideCar.tar()), sideCar.offset(), sideCar.length())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InputException(sideCar.id() + " cannot be read: " + FileReason.of(e), e);
    }
  }

  private static JsonNode json(TarEntry sideCar, String text) {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      throw new InputException(sideCar.id() + " is " + e.getMessage(), e);
    }
  }
}
