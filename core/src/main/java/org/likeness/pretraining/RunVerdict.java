package org.likeness.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.Json;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.train.Metrics;
import org.likeness.verdict.Evidence;
import org.likeness.verdict.Found;
import org.likeness.verdict.Rank;
import org.likeness.verdict.Verdict;

/** The verdict on a run, from its summary and its metrics. */
public final class RunVerdict {
  private static final String COPIES = "copies";
  private static final String RANK = "rank";
  private static final int BEFORE = 1;

  private RunVerdict() {}

  /**
   * The verdict on a run that is complete.
   *
   * @throws InputException if it is not, or copies were not measured at its end
   */
  public static Verdict of(RunLayout run) {
    JsonNode summary;
    try {
      summary = Json.read(run.summary());
    } catch (IOException e) {
      throw new InputException(
          "%s has no usable summary.json: finish the run with ./likeness pretrain --resume %s"
              .formatted(run.folder(), run.folder()),
          InputFile.unreadable(run.summary(), e));
    }
    PretrainRecipe recipe = PretrainRecipe.of(Recipe.read(run.recipe()));
    return of(run, recipe, summary)
        .orElseThrow(
            () ->
                new InputException(
                    "the summary of %s has no altered copies before and after training, from which the verdict is drawn: they need test images, and copies among summary.evaluations"
                        .formatted(run.folder())));
  }

  /** The verdict on a run with its summary; empty if that does not suffice. */
  static Optional<Verdict> of(RunLayout run, PretrainRecipe recipe, JsonNode summary) {
    JsonNode columns = summary.path("columns");
    Optional<Found> before = found(columns.path(BEFORE));
    Optional<Found> trained = found(columns.path(Math.max(BEFORE + 1, columns.size() - 1)));
    if (before.isEmpty() || trained.isEmpty()) {
      return Optional.empty();
    }
    List<Double> copies = new ArrayList<>();
    List<Integer> measured = new ArrayList<>();
    List<Rank> ranks = new ArrayList<>();
    OptionalDouble spread = OptionalDouble.empty();
    int monitored = recipe.monitor().images();
    for (JsonNode line : Metrics.read(run.metrics())) {
      if (line.path("event").asText().equals("epoch")) {
        if (add(copies, line.path("metrics").path(COPIES))) {
          measured.add(line.path("epoch").intValue());
        }
        rank(line).ifPresent(ranks::add);
        spread = number(line.path("spread"));
        monitored = line.path("measured").asInt(monitored);
      }
    }
    Evidence evidence =
        new Evidence(
            recipe.init().isEmpty() ? Optional.empty() : Optional.of(recipe.init()),
            before.get(),
            trained.get(),
            copies,
            measured,
            ranks,
            spread,
            monitored,
            Math.max(1, recipe.monitor().every()),
            summary.path("epoch").intValue(),
            recipe.train().epochs());
    return Optional.of(Verdict.of(evidence, run.folder().toString()));
  }

  private static Optional<Rank> rank(JsonNode line) {
    JsonNode value = line.path("metrics").path(RANK);
    JsonNode interval = line.path("intervals").path(RANK);
    if (!value.isNumber()) {
      return Optional.empty();
    }
    double rank = value.doubleValue();
    double low = interval.path(0).asDouble(rank);
    double high = interval.path(1).asDouble(rank);
    boolean holds = interval.size() == 2 && low <= rank && rank <= high;
    return Optional.of(holds ? new Rank(rank, low, high) : Rank.of(rank));
  }

  private static OptionalDouble number(JsonNode value) {
    return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
  }

  private static boolean add(List<Double> values, JsonNode value) {
    return value.isNumber() && values.add(value.doubleValue());
  }

  private static Optional<Found> found(JsonNode column) {
    JsonNode copies = column.path(COPIES);
    int images = copies.path("images").intValue();
    return copies.path("top1").isNumber() && images > 0
        ? Optional.of(new Found(copies.path("top1").doubleValue(), images))
        : Optional.empty();
  }
}
