package org.likeness.evaluate.attention;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of {@link AttentionEvaluation}. */
public record AttentionOptions(
    @Option(value = "6", range = "[1, 100]", help = "number of test images that are drawn")
        int cases) {
  /** Six images. */
  public static AttentionOptions defaults() {
    return OptionRecords.defaults(AttentionOptions.class);
  }
}
