package org.likeness.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.likeness.io.Digests;
import org.likeness.io.Json;

/**
 * The files below a folder by name, each with what must be equal: JSON without times and places,
 * nothing of logs and of the description of the machine, of other files the bytes.
 */
record Snapshot(SortedMap<String, String> files) {
  /** Times, places, and what depends on the length or the hash of a file with times. */
  private static final Set<String> DIFFERENT =
      Set.of("seconds", "time", "run", "metrics_bytes", "sha256");

  private static final Set<String> NAME_ONLY =
      Set.of(".lock", "log.txt", "environment.json", "events.out.tfevents.likeness");

  static Snapshot of(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.filter(path -> !path.equals(folder)).toList();
    }
    for (Path path : all) {
      files.put(folder.relativize(path).toString(), content(path));
    }
    return new Snapshot(files);
  }

  private static String content(Path path) throws IOException {
    String name = path.getFileName().toString();
    if (Files.isDirectory(path) || NAME_ONLY.contains(name)) {
      return "";
    }
    if (name.endsWith(".jsonl")) {
      return lines(path);
    }
    if (name.endsWith(".json")) {
      return Json.line(timeless(Json.read(path)));
    }
    MessageDigest digest = Digests.of("SHA-256");
    digest.update(Files.readAllBytes(path));
    return Digests.hex(digest);
  }

  /** Without the lines that say when a process started. */
  private static String lines(Path path) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      JsonNode node = Json.parse(line);
      String event = node.path("event").asText();
      if (!event.equals("run") && !event.equals("resume")) {
        kept.add(Json.line(timeless(node)));
      }
    }
    return String.join("\n", kept);
  }

  private static JsonNode timeless(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(DIFFERENT);
    }
    node.forEach(Snapshot::timeless);
    return node;
  }

  /** The names of files that are missing, too many or different, each with that word. */
  List<String> differences(Snapshot other) {
    SortedSet<String> names = new TreeSet<>(files.keySet());
    names.addAll(other.files.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      if (!other.files.containsKey(name)) {
        differences.add(name + " missing");
      } else if (!files.containsKey(name)) {
        differences.add(name + " left over");
      } else if (!files.get(name).equals(other.files.get(name))) {
        differences.add(name + " different");
      }
    }
    return differences;
  }
}
