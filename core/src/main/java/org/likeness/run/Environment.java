package org.likeness.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;
import org.likeness.io.Json;
import org.likeness.torch.Torch;

/** What a run's numbers may depend on besides its recipe: versions, machine, threads. */
final class Environment {
  private Environment() {}

  static ObjectNode describe(Map<String, ?> more) {
    ObjectNode json = Json.object();
    json.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    json.put(
        "likeness",
        Optional.ofNullable(Environment.class.getPackage().getImplementationVersion())
            .orElse("unreleased"));
    json.put("java", System.getProperty("java.version") + " " + System.getProperty("java.vendor"));
    json.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    json.put("cores", Runtime.getRuntime().availableProcessors());
    json.put("java_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
    Torch.require();
    json.put(
        "libtorch",
        Optional.ofNullable(torch.class.getPackage().getImplementationVersion()).orElse("unknown"));
    json.put("threads", Torch.threads());
    new TreeMap<>(more).forEach(json::putPOJO);
    return json;
  }
}
