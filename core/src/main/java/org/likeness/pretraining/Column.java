package org.likeness.pretraining;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Result;
import org.likeness.evaluate.Score;

/**
 * One column of the summary: raw pixels, the network before training, that of the last epoch, or
 * the trained one.
 *
 * @param name name for display
 * @param images number of test images that could be decoded
 * @param results results in the order of the recipe
 */
public record Column(String name, int images, List<Result> results) {
  public Column {
    results = List.copyOf(results);
  }

  /**
   * The report of an evaluation by its name; empty if it was not requested or there are no labels.
   */
  public Optional<Report> report(String evaluation) {
    return result(evaluation).map(Result::report);
  }

  /** The score of an evaluation by its name; also empty if it has none. */
  public Optional<Score> score(String evaluation) {
    return result(evaluation).flatMap(result -> result.entry().reader().score(result.report()));
  }

  Optional<Result> result(String evaluation) {
    return results.stream().filter(result -> result.entry().name().equals(evaluation)).findFirst();
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    for (Result result : results) {
      result.entry().reader().column(result.report()).forEach(json::set);
    }
    ObjectNode scores = json.putObject("scores");
    for (Result result : results) {
      score(result.entry().name())
          .ifPresent(score -> scores.put(result.entry().name(), score.value()));
    }
    return json;
  }
}
