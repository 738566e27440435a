package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.classifier.Answer;
import org.likeness.classify.Explanation;
import org.likeness.classify.Reason;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;

/** The classes of an image and their reasons: on the console, as JSON and in a CSV. */
final class Explained {
  private Explained() {}

  static final List<String> HEADER =
      List.of("image", "class", "probability", "nearest", "nearest_class", "similarity");

  static List<String> cells(String name, Explanation explanation) {
    Answer answer = explanation.answers().get(0);
    List<String> cells =
        new ArrayList<>(List.of(name, answer.name(), ReportCommand.precise(answer.probability())));
    if (explanation.reasons().isEmpty()) {
      cells.addAll(List.of("", "", ""));
    } else {
      Reason reason = explanation.reasons().get(0);
      cells.addAll(
          List.of(reason.id(), reason.label(), ReportCommand.precise(reason.similarity())));
    }
    return cells;
  }

  static void show(Console console, String name, Explanation explanation) {
    console.result(name);
    Table classes = Table.withHeading("class", "probability");
    explanation
        .answers()
        .forEach(answer -> classes.row(answer.name(), ReportCommand.percent(answer.probability())));
    console.table(classes);
    if (!explanation.reasons().isEmpty()) {
      Table near = Table.withHeading("nearest labelled images", "class", "similarity");
      explanation
          .reasons()
          .forEach(
              reason ->
                  near.row(reason.id(), reason.label(), ReportCommand.number(reason.similarity())));
      console.table(near);
    }
    console.line("");
  }

  static Map<String, Object> json(String name, Explanation explanation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("image", name);
    json.put(
        "answers",
        explanation.answers().stream()
            .map(answer -> Map.of("class", answer.name(), "probability", answer.probability()))
            .toList());
    json.put(
        "reasons",
        explanation.reasons().stream()
            .map(
                reason ->
                    Map.of(
                        "id",
                        reason.id(),
                        "class",
                        reason.label(),
                        "similarity",
                        reason.similarity()))
            .toList());
    return json;
  }
}
