package org.likeness.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.io.Json;
import org.likeness.torch.Torch;

/** What the results of a run may depend on besides its recipe: versions, machine, threads. */
final class Environment {
  private Environment() {}

  static ObjectNode describe(Map<String, ?> more) {
    ObjectNode json = Json.object();
    json.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("likeness", Machine.likeness());
    json.put("commit", SourceCommit.current());
    json.put("java", Machine.java());
    json.put("system", Machine.system() + " " + System.getProperty("os.arch"));
    json.put("processor", Machine.processor());
    json.put("cores", Machine.processors());
    json.put("java_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
    Torch.require();
    json.put("libtorch", Machine.library("pytorch"));
    json.put("threads", Torch.threads());
    new TreeMap<>(more).forEach(json::putPOJO);
    return json;
  }
}
