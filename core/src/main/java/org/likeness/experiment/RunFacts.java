package org.likeness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.OptionalInt;
import org.likeness.error.InputFile;
import org.likeness.io.Json;
import org.likeness.pretraining.RunIdentity;
import org.likeness.run.RunLayout;
import org.likeness.train.Metrics;

/**
 * What a finished run says of itself.
 *
 * @param epochs all epochs
 * @param best the best one, from 1; empty if none was measured
 * @param seconds of the training, evaluations not counted
 * @param identity see {@link RunIdentity#name}
 * @param commit of the code that trained it
 * @param machine that trained it, and its libraries
 */
record RunFacts(
    int epochs, OptionalInt best, double seconds, String identity, String commit, String machine) {
  /** What the summary says of the choice where no epoch was measured. */
  private static final String LAST = "last";

  static RunFacts of(RunLayout run) {
    try {
      JsonNode summary = Json.read(run.summary());
      JsonNode environment = Json.read(run.environment());
      double seconds = 0;
      for (JsonNode event : Metrics.read(run.metrics())) {
        seconds +=
            event.path("event").asText().equals("epoch") ? event.path("seconds").asDouble() : 0;
      }
      return new RunFacts(
          summary.path("epochs").asInt(),
          summary.path("chosen").asText().equals(LAST)
              ? OptionalInt.empty()
              : OptionalInt.of(summary.path("epoch").asInt()),
          seconds,
          RunIdentity.of(run).map(RunIdentity::name).orElse(""),
          environment.path("commit").asText("unknown"),
          machine(environment));
    } catch (IOException e) {
      throw InputFile.unreadable(run.summary(), e);
    }
  }

  private static String machine(JsonNode environment) {
    String cores = environment.path("cores").asText("unknown");
    return "%s, %s, %s; libtorch %s; Java %s"
        .formatted(
            cores.equals("1") ? "1 processor" : cores + " processors",
            environment.path("processor").asText("of an unknown kind"),
            environment.path("device").asText("cpu"),
            environment.path("libtorch").asText("unknown"),
            environment.path("java").asText("unknown"));
  }
}
