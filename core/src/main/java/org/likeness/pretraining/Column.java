package org.likeness.pretraining;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Result;
import org.likeness.evaluate.Score;

/**
 * One column of the summary: raw pixels, the network before training, or the trained one.
 *
 * @param name for people
 * @param images of the test part that could be decoded
 * @param results what was measured, in the order of the recipe
 */
public record Column(String name, int images, List<Result> results) {
  public Column {
    results = List.copyOf(results);
  }

  /** The report of an evaluation by its name; empty where it was not asked for or had no labels. */
  public Optional<Report> report(String evaluation) {
    return result(evaluation).map(Result::report);
  }

  /** The score of an evaluation by its name; empty also where it has none. */
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
    return json;
  }
}
