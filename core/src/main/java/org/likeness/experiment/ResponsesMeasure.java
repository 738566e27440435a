package org.likeness.experiment;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.responses.Responses;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.Vectors;
import org.likeness.option.Option;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.OwnImages;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunEvaluation;
import org.likeness.pretraining.RunNetwork;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.run.RunLayout;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The classes with which the classifier of a run answers to some of its test images, drawn with the
 * seed of the run, as a report of {@link Responses}.
 */
final class ResponsesMeasure implements RunMeasure {
  private static final int DRAW = 30; // number of the random stream

  /** The options. */
  public record Options(
      @Option(value = "6", range = "[1, inf)", help = "number of test images") int images,
      @Option(value = "5", range = "[1, inf)", help = "number of classes for each") int classes) {}

  @Override
  public Report measure(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard) {
    Classifier classifier = classifier(run, network, pixels);
    RunNetwork measured = RunNetwork.of(run, NetworkName.ENCODER);
    PretrainRecipe recipe = measured.recipe().orElseThrow();
    if (images.isPresent()) {
      throw new InputException(
          "a classifier answers with the classes of its run: leave data out of responses");
    }
    DataParts parts = OwnImages.open(run, recipe, (file, bytes, total) -> {});
    try (Dataset whole = parts.whole()) {
      Options options = (Options) measure.options();
      Subset some = drawn(parts.test(), options.images(), new RandomSource(recipe.seed()));
      Responses responses = new Responses(classifier.layers());
      answer(responses, classifier, some, options.classes(), heard);
      String of = "of %s (drawn with seed %d)".formatted(some.name(), recipe.seed());
      return responses.report(of, options.classes()).with("network", network);
    } catch (IOException e) {
      throw new RunException(parts.whole().name() + " cannot be closed: " + e.getMessage(), e);
    }
  }

  private static Classifier classifier(RunLayout run, String network, boolean pixels) {
    if (pixels) {
      throw new InputException(
          "raw pixels have no classifier: leave responses out of the evaluations of this row");
    }
    Classifier classifier = Classifier.load(run.folder());
    String measured = RunNetwork.of(run, new NetworkName(network)).load().encoder().hash();
    if (!measured.equals(classifier.layers().encoder())) {
      throw new InputException(
          "the classifier of %s belongs to another network than %s: measure responses with networks: [best]"
              .formatted(run.folder(), network));
    }
    return classifier;
  }

  private static Subset drawn(Subset test, int most, RandomSource random) {
    int[] places = IntStream.range(0, test.size()).toArray();
    random.stream(Purpose.EVALUATION, DRAW, 0, 0).shuffle(places);
    int[] some = Arrays.copyOf(places, Math.min(most, places.length));
    Arrays.sort(some);
    return new Subset(test, some, test.name());
  }

  private static void answer(
      Responses responses, Classifier classifier, Subset some, int classes, FeatureProgress heard) {
    FeatureClassifier layers = classifier.layers();
    NetworkEmbedder embedder = new NetworkEmbedder(classifier.encoder(), layers.features());
    LoaderOptions loading = LoaderOptions.everyImage(RunEvaluation.USUAL_BATCH);
    try (Scope scope = Scope.openNoGrad()) {
      Vectors vectors = new Features(embedder, loading).of(some, heard);
      float[] features = Tensors.floats(vectors.matrix()); // [n, d]
      int width = embedder.dimension();
      for (int i = 0; i < vectors.size(); i++) {
        int image = vectors.indices()[i];
        float[] one = Arrays.copyOfRange(features, i * width, (i + 1) * width);
        responses.add(
            some.info(image).id(),
            Optional.of(some.labelName(image)),
            layers.answers(one, classes));
      }
    }
  }
}
