package org.likeness.experiment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.error.RunException;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunPaths;
import org.likeness.random.RandomSource;
import org.likeness.run.RestoredData;
import org.likeness.run.RunLayout;

/** Measures the encoder that a run ended with. */
final class EncoderMeasure implements RunMeasure {
  private static final int BATCH = 256;

  @Override
  public Report measure(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard) {
    PretrainRecipe recipe = RunPaths.recipe(run);
    RandomSource random = new RandomSource(recipe.seed());
    Encoder encoder = Encoder.load(run.folder());
    FeatureKind kind = measure.features().orElse(measure.evaluation().entry().features());
    Embedder embedder =
        pixels ? new PixelEmbedder(encoder.preprocessing()) : new NetworkEmbedder(encoder, kind);
    try (Dataset opened = Datasets.open(images.orElse(recipe.data()))) {
      Dataset data =
          images.isPresent()
              ? opened
              : RestoredData.of(opened, run.skipped()).limited(recipe.data().maxSkipped());
      DataParts parts = DataParts.of(data, recipe.split(), random);
      Suite suite =
          new Suite(
              List.of(measure.evaluation()),
              new Parts(parts.train(), parts.validation(), parts.test()),
              random,
              LoaderOptions.everyImage(BATCH));
      FeatureProgress total = new TotalProgress(heard, suite.images(each -> embedder));
      try (Subjects subjects = suite.subjects(each -> embedder, pixels ? "none" : network, total)) {
        return suite.measure(subjects).get(0).report().with("encoder", encoder.hash());
      }
    } catch (IOException e) {
      throw new RunException("the images of " + run.folder() + " cannot be closed", e);
    }
  }
}
