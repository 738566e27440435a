package org.likeness.pretraining;

import org.likeness.data.Dataset;
import org.likeness.data.source.Datasets;
import org.likeness.data.source.DownloadProgress;
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
   * @throws org.likeness.error.InputException if they cannot be opened, or have changed
   */
  static DataParts open(RunLayout run, PretrainRecipe recipe, DownloadProgress progress) {
    Dataset opened = Datasets.open(recipe.data().source(), recipe.data(), progress);
    try {
      Dataset images = restored(run, opened, recipe.data().maxSkipped());
      requireSame(run, images);
      return DataParts.of(images, recipe.split(), new RandomSource(recipe.seed()));
    } catch (RuntimeException e) {
      try {
        opened.close();
      } catch (java.io.IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /**
   * The data set of a run as the run knows it.
   *
   * @param maxSkipped share of its images that may fail to decode
   * @throws org.likeness.error.InputException if the run's list of skipped images cannot be used
   */
  public static Dataset restored(RunLayout run, Dataset dataset, double maxSkipped) {
    return RestoredData.of(dataset, run.skipped()).limited(maxSkipped);
  }

  /**
   * Checks that these are the images of the run, if it keeps a record of them.
   *
   * @throws org.likeness.error.InputException if they are others
   */
  public static void requireSame(RunLayout run, Dataset images) {
    RunData.read(run)
        .ifPresent(
            data -> data.requireSame(run, images, "restore them, or name images with --data DIR"));
  }
}
