package org.likeness.cli.command;

import org.likeness.cli.console.Console;
import org.likeness.verdict.Verdict;

/** Prints a verdict. */
final class VerdictLines {
  private VerdictLines() {}

  /** The sentence as a result, and the numbers below it. */
  static void print(Console console, Verdict verdict) {
    console.line("");
    console.result("Verdict: " + verdict.sentence() + ".");
    verdict.numbers().forEach(number -> console.line("  " + number));
  }
}
