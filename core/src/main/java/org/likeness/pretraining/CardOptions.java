package org.likeness.pretraining;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** What the card of a run says that nothing else knows; see {@link RunCard}. */
public record CardOptions(
    @Option(help = "licence of the images; that of a named data set is known") String imagesLicence,
    @Option(help = "licence of the initial weights; a file's own entry where empty")
        String initLicence) {
  /** The section of a recipe. */
  static final String SECTION = "card";

  public static CardOptions defaults() {
    return OptionRecords.defaults(CardOptions.class);
  }
}
