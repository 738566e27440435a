package org.likeness.pretraining;

import java.io.IOException;
import java.util.Optional;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.source.Datasets;
import org.likeness.data.source.DownloadProgress;
import org.likeness.error.InputException;
import org.likeness.random.RandomSource;
import org.likeness.run.RestoredData;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/** The images of a run, opened again after it. */
public final class OwnImages {
  private OwnImages() {}

  /**
   * Opens them, split as the run split them. The caller closes the whole.
   *
   * @throws InputException if they cannot be opened, or have changed
   */
  public static DataParts open(RunLayout run, PretrainRecipe recipe, DownloadProgress progress) {
    Dataset opened = Datasets.open(recipe.data().source(), recipe.data(), progress);
    try {
      Dataset images = restored(run, opened, recipe.data().maxSkipped());
      requireSame(run, images);
      return DataParts.of(images, recipe.split(), new RandomSource(recipe.seed()));
    } catch (RuntimeException e) {
      try {
        opened.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /**
   * The data set of a run as the run knows it.
   *
   * @param maxSkipped share of its images that may fail to decode
   * @throws InputException if the run's list of skipped images cannot be used
   */
  public static Dataset restored(RunLayout run, Dataset dataset, double maxSkipped) {
    return RestoredData.of(dataset, run.skipped()).limited(maxSkipped);
  }

  /** Whether images are those of a run; empty if it keeps no record of them. */
  public static Optional<Boolean> are(RunLayout run, Dataset images) {
    return RunData.read(run)
        .map(known -> known.data().fingerprint().isSame(DataFingerprint.of(images)));
  }

  /**
   * Checks that these are the images of the run, if it keeps a record of them.
   *
   * @throws InputException if they are others
   */
  public static void requireSame(RunLayout run, Dataset images) {
    RunData.read(run)
        .ifPresent(
            data -> data.requireSame(run, images, "restore them, or name images with --data DIR"));
  }
}
