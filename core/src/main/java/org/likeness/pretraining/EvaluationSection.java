package org.likeness.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.likeness.error.InputException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluations.Evaluations;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;

/**
 * A section of a recipe with a list of evaluations and a subsection for the options of each: {@code
 * monitor.evaluations} and {@code monitor.knn}.
 */
final class EvaluationSection {
  static final String MONITOR = "monitor";
  static final String SUMMARY = "summary";

  private EvaluationSection() {}

  /** The evaluations of the monitor with their defaults. */
  static List<BoundEvaluation> monitor(Recipe recipe) {
    return listed(
        recipe, MONITOR, MonitorOptions.defaults().evaluations(), EvaluationEntry::monitorDefaults);
  }

  /** The evaluations of the summary with their defaults. */
  static List<BoundEvaluation> summary(Recipe recipe) {
    return listed(
        recipe, SUMMARY, SummaryOptions.defaults().evaluations(), EvaluationEntry::defaults);
  }

  private static List<BoundEvaluation> listed(
      Recipe recipe,
      String section,
      List<String> usual,
      Function<EvaluationEntry<?>, Record> defaults) {
    List<BoundEvaluation> evaluations = new ArrayList<>();
    String key = section + ".evaluations";
    for (String name : recipe.words(key, usual)) {
      EvaluationEntry<?> entry = entry(recipe, key, name);
      BoundEvaluation evaluation = new BoundEvaluation(entry, defaults.apply(entry));
      if (!evaluations.contains(
          evaluation)) { // the options record rejects a name that is listed twice
        evaluations.add(evaluation);
      }
    }
    return List.copyOf(evaluations);
  }

  private static EvaluationEntry<?> entry(Recipe recipe, String key, String name) {
    try {
      return Evaluations.named(name);
    } catch (InputException e) {
      throw recipe.refusal(key, e);
    }
  }

  /** The recipe without the options of evaluations that it does not list. */
  static Recipe withoutUnlisted(Recipe recipe, String section, List<BoundEvaluation> listed) {
    List<String> names = listed.stream().map(each -> each.entry().name()).toList();
    return recipe.withoutSections(
        Evaluations.names().stream()
            .filter(name -> !names.contains(name))
            .map(name -> section + "." + name)
            .toList());
  }

  static void add(
      Sections sections, String section, Record own, List<BoundEvaluation> evaluations) {
    sections.section(section, own);
    for (BoundEvaluation each : evaluations) {
      if (each.options().getClass().getRecordComponents().length > 0) {
        sections.section(section + "." + each.entry().name(), each.options());
      }
    }
  }

  /** The evaluations with the options of the recipe. */
  static List<BoundEvaluation> bound(Recipe resolved, String section, List<BoundEvaluation> usual) {
    return usual.stream()
        .map(
            each ->
                new BoundEvaluation(
                    each.entry(),
                    resolved.bind(section + "." + each.entry().name(), each.options())))
        .toList();
  }
}
