package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.TrainingData;
import org.likeness.error.InputException;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;

/**
 * How the images of an encoder were split when it was trained, as its file says.
 *
 * @param options of the split
 * @param seed of the split
 */
record TrainingSplit(SplitOptions options, long seed) {
  private static final String SECTION = "split";

  TrainingSplit {
    requireNonNull(options, "options is null");
  }

  /** The split of images; empty if the encoder was trained on others, or in a way unknown here. */
  static Optional<TrainingSplit> of(TrainingData data, Dataset images) {
    return data.fingerprint().isSame(DataFingerprint.of(images)) ? read(data) : Optional.empty();
  }

  private static Optional<TrainingSplit> read(TrainingData data) {
    List<String> settings =
        data.split().entrySet().stream()
            .filter(option -> !option.getValue().isEmpty()) // by default where nothing is said
            .map(option -> SECTION + "." + option.getKey() + "=" + option.getValue())
            .toList();
    SplitOptions usual = SplitOptions.defaults();
    try {
      SplitOptions options =
          Recipe.empty("the encoder's file")
              .withAll(settings)
              .resolve(new Sections().section(SECTION, usual))
              .bind(SECTION, usual);
      return Optional.of(new TrainingSplit(options, data.seed()));
    } catch (InputException e) { // written by another version
      return Optional.empty();
    }
  }
}
