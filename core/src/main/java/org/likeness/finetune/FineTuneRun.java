package org.likeness.finetune;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Classes;
import org.likeness.evaluate.Classification;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.features.NetworkEmbedder;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.method.Targets;
import org.likeness.methods.Supervised;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.TrainedClassifier;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.run.SkippedChanges;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Scope;
import org.likeness.train.Outcome;
import org.likeness.train.TrainingListener;

/**
 * One supervised run: trained, or resumed, in a folder of its own, and its classifier measured on
 * the test part. The folder keeps the result in {@code classification.json}, and a run that has one
 * is not repeated.
 */
final class FineTuneRun {
  private static final String RESULT = "classification.json";
  private static final int BATCH = 256;
  private static final int SAMPLES = 3;

  private final RunLayout outer;
  private final RunLayout own;
  private final PretrainRecipe recipe;
  private final Dataset images;
  private final DataParts parts;

  /**
   * A run that is not started.
   *
   * @param outer the run that it lies in
   * @param folder its own
   * @param images stay open
   */
  FineTuneRun(
      RunLayout outer, Path folder, PretrainRecipe recipe, Dataset images, DataParts parts) {
    this.outer = outer;
    this.own = new RunLayout(folder);
    this.recipe = recipe;
    this.images = images;
    this.parts = parts;
  }

  Path folder() {
    return own.folder();
  }

  PretrainRecipe recipe() {
    return recipe;
  }

  /** The result of an earlier call, if it was completed. */
  Optional<JsonNode> known() {
    try {
      Path file = own.folder().resolve(RESULT);
      return Files.exists(file) ? Optional.of(Json.read(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // damaged: it is measured again from the last checkpoint
    }
  }

  /**
   * Trains and measures.
   *
   * @param started receives the run before it trains, to stop it
   * @return empty if it was stopped
   */
  Optional<JsonNode> run(
      List<TrainingListener> listeners,
      Consumer<PretrainingRun> started,
      FeatureProgress progress) {
    RunDirectory directory =
        own.exists()
            ? RunDirectory.open(own)
            : RunDirectory.createWithin(outer, own.folder(), recipe.resolved().toYaml());
    try (PretrainingRun run = prepared(directory, listeners)) {
      started.accept(run);
      if (run.train().outcome() != Outcome.COMPLETED) {
        return Optional.empty();
      }
      ObjectNode result = measured((Supervised) run.method(), progress);
      run.encoder().save(own.folder().resolve("encoder.safetensors"));
      TrainedClassifier.save(own.folder(), run.method(), run.encoder(), images.classNames());
      write(result);
      return Optional.of(result);
    }
  }

  private PretrainingRun prepared(RunDirectory directory, List<TrainingListener> listeners) {
    try {
      return new PretrainingRun(recipe, parts, directory, SkippedChanges.none(), listeners);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private ObjectNode measured(Supervised method, FeatureProgress progress) {
    Subset test = parts.test();
    LoaderOptions loading = LoaderOptions.everyImage(BATCH).withWorkers(recipe.train().workers());
    NetworkEmbedder embedder = new NetworkEmbedder(method.encoder(), FeatureKind.BACKBONE);
    try (Scope scope = Scope.openNoGrad()) {
      LabelledVectors vectors =
          new Features(embedder, loading).of(test, progress).labelled(test, "fine-tuning");
      Tensor features = recipe.train().device().place(vectors.vectors()); // [n, f]
      Tensor logits = ComputeDevice.CPU.place(method.logits(features)); // [n, classes]
      Classification classification = Classification.of(logits, vectors.labels());
      ObjectNode result = Json.object();
      result.put(
          method.targets() == Targets.LABELS ? "labels" : "unlabelled", parts.train().size());
      result.put("images", vectors.size());
      result.put("epochs", recipe.train().epochs());
      result.put("batch", recipe.train().batch());
      result.put("lr", recipe.train().lr());
      classification.addTo(
          result, new RandomSource(recipe.seed()).stream(Purpose.EVALUATION, SAMPLES, 0, 0));
      classification.addClassesTo(result, images.classNames());
      return result;
    }
  }

  private void write(ObjectNode result) {
    Path file = own.folder().resolve(RESULT);
    try {
      AtomicFile.replace(file, Json.pretty(result));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /**
   * Checks that every image that is learned from or measured has a label, that there are two
   * classes at least, and that there are images to measure.
   *
   * @throws InputException if not
   */
  void require() {
    if (parts.test().size() == 0) {
      throw new InputException(
          "there are no test images to measure fine-tuning on, since %s has no test part and the run's split has none"
              .formatted(images.name()));
    }
    if (!parts.train().labelled() || !parts.test().labelled()) {
      throw new InputException(
          "fine-tuning needs a label for every image but %s has images without one: put the images into one folder per class, or use a CSV file with the columns path and label"
              .formatted(images.name()));
    }
    Classes.requireTwo(parts.train(), "fine-tuning");
  }
}
