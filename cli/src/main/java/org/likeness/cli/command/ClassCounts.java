package org.likeness.cli.command;

import java.util.Map;
import java.util.TreeMap;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;

/** Counts the classes of images, and how many agree with a label. */
final class ClassCounts {
  private final Map<String, Integer> counts = new TreeMap<>();
  private int done;
  private int labelled;
  private int right;

  /**
   * Counts an image.
   *
   * @param label empty where there is none
   */
  void add(String answer, String label) {
    counts.merge(answer, 1, Integer::sum);
    done++;
    if (!label.isEmpty()) {
      labelled++;
      right += label.equals(answer) ? 1 : 0;
    }
  }

  /**
   * Shows the most frequent classes.
   *
   * @param object gets all
   */
  void report(Console console, Map<String, Object> object) {
    console.result("Classified " + Readable.count(done, "image") + ":");
    Table table = Table.withHeading("class", "images");
    counts.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .limit(ReportCommand.GROUPS_DRAWN)
        .forEach(entry -> table.row(entry.getKey(), Readable.count(entry.getValue())));
    console.table(table);
    object.put("classified", done);
    object.put("classes", counts);
    if (labelled > 0) {
      double share = (double) right / labelled;
      console.result(
          "%s of %s have the class of their label."
              .formatted(ReportCommand.percent(share), Readable.count(labelled, "labelled image")));
      object.put("labelled", labelled);
      object.put("agree", share);
    }
  }
}
