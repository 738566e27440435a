package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageRecord;
import org.likeness.data.TrainingData;
import org.likeness.io.Json;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/**
 * Test images that an encoder may have learned from: those of a data set of the name of its own
 * that is not split as in its training.
 *
 * @param images how many, at least 1
 * @param of number of test images
 * @param data name of the data set that it was trained on
 */
record LearnedImages(int images, int of, String data) {
  LearnedImages {
    requireNonNull(data, "data is null");
  }

  /**
   * Those among test images; empty if there are none.
   *
   * @param data what the encoder was trained on
   * @param whole the data set of the test images
   * @param run which lists the images that it was trained on; without it all may be among them
   */
  static Optional<LearnedImages> among(
      Dataset test, Dataset whole, TrainingData data, Optional<RunLayout> run) {
    if (!data.fingerprint().name().equals(whole.name())) {
      return Optional.empty();
    }
    int count =
        run.map(RunData::images)
            .filter(recorded -> !recorded.isEmpty())
            .map(recorded -> count(test, new HashSet<>(recorded)))
            .orElse(test.size());
    return count == 0
        ? Optional.empty()
        : Optional.of(new LearnedImages(count, test.size(), data.fingerprint().name()));
  }

  private static int count(Dataset test, Set<ImageRecord> recorded) {
    return (int)
        IntStream.range(0, test.size())
            .filter(i -> recorded.contains(ImageRecord.of(test, i)))
            .count();
  }

  /** For the report: {@code images}, {@code of}, {@code data}. */
  ObjectNode json() {
    return Json.object().put("images", images).put("of", of).put("data", data);
  }

  /** A sentence without a full stop. */
  String remark() {
    return "%,d of the %,d test images may have been learned from: the encoder was trained on %s, and these are other images of that name or split otherwise; measure the run on its own images, or use other data"
        .formatted(images, of, data);
  }
}
