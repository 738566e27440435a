package org.likeness.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureProgress;
import org.likeness.finetune.FineTuneListener;
import org.likeness.finetune.FineTuneOptions;
import org.likeness.finetune.FineTuneProtocol;
import org.likeness.finetune.FineTuneStart;
import org.likeness.finetune.FineTuning;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.OwnImages;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
import org.likeness.train.StepEnd;

/**
 * Fine-tunes a network on shares of the labels, as {@code ./likeness evaluate semi} does. The
 * untrained network stands for training from scratch: what the report has of another network below
 * {@code scratch}, it has below {@code encoder}.
 */
final class SemiMeasure implements RunMeasure {
  private static final double PERCENT = 100;
  private static final String ROWS = "rows";
  private static final String ENCODER = "encoder";
  private static final String SCRATCH = "scratch";

  /** The options. */
  public record Options(
      @Option(
              value = "1, 2, 4, 10, 20",
              range = "(0, 100]",
              size = "[1, inf)",
              help = "shares of the labels in percent")
          List<Double> labels,
      @Option(value = "instdisc", help = "epochs, rate and schedule of a paper or a benchmark")
          FineTuneProtocol protocol,
      @Option(value = "0", range = "[0, inf)", help = "epochs; 0 for the protocol's") int epochs,
      @Option(
              value = "500",
              range = "[0, inf)",
              help = "least number of updates, reached by more epochs where images are few")
          int updates,
      @Option(
              value = "0",
              range = "[0, 10]",
              help = "first layers of the encoder's MLP head that stay below the classifier")
          int headLayers,
      @Option(
              value = "0",
              range = "[0, inf)",
              help =
                  "epochs of a student that learns the fine-tuned network's answers for all training images; 0 for none")
          int distillEpochs) {
    public Options {
      labels = List.copyOf(labels);
    }

    private FineTuneOptions tuning() {
      FineTuneOptions options = FineTuneOptions.defaults().withProtocol(protocol);
      FineTuneOptions length =
          OptionRecords.with(OptionRecords.with(options, "epochs", epochs), "updates", updates);
      return OptionRecords.with(
          OptionRecords.with(length, "head-layers", headLayers), "distill-epochs", distillEpochs);
    }

    private List<Double> shares() {
      return labels.stream().map(label -> label / PERCENT).toList();
    }
  }

  @Override
  public Report measure(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard) {
    if (pixels) {
      throw new InputException(
          "raw pixels have no weights to fine-tune: leave semi out of the evaluations of this row");
    }
    boolean untrained = network.equals(NetworkName.UNTRAINED.text());
    NetworkName name =
        untrained ? NetworkName.LAST : new NetworkName(network); // its run trains from scratch too
    RunNetwork tuned = RunNetwork.of(run, name);
    PretrainRecipe recipe = tuned.recipe().orElseThrow();
    Encoder encoder = tuned.load().encoder();
    Path weights = run.folder().resolve("finetune").resolve(name.text() + ".safetensors");
    encoder.save(weights);
    Options options = (Options) measure.options();
    DataOptions source = images.orElse(recipe.data());
    try (Dataset opened = Datasets.open(source)) {
      Dataset own = images.isPresent() ? opened : own(run, opened, source);
      FineTuning tuning =
          new FineTuning(run, recipe, weights, encoder.hash(), source, own, options.tuning());
      Report report =
          tuning
              .shares(options.shares(), new Heard(tuning, heard))
              .orElseThrow(() -> new CancellationException("fine-tuning was stopped"));
      return (untrained ? fromScratch(report) : report).with("network", network);
    } catch (IOException e) {
      throw new RunException(source.source() + " cannot be closed: " + e.getMessage(), e);
    }
  }

  private static Dataset own(RunLayout run, Dataset opened, DataOptions source) {
    Dataset images = OwnImages.restored(run, opened, source.maxSkipped());
    OwnImages.requireSame(run, images);
    return images;
  }

  /** What was trained from scratch, in the place of what was trained from the encoder. */
  private static Report fromScratch(Report report) {
    ObjectNode body = report.body();
    body.path(ROWS)
        .forEach(row -> ((ObjectNode) row).set(ENCODER, ((ObjectNode) row).remove(SCRATCH)));
    return Report.of(report.evaluation(), body);
  }

  /** Hands the progress on, run by run, and stops where it is cancelled. */
  private static final class Heard implements FineTuneListener {
    private final FineTuning tuning;
    private final FeatureProgress progress;
    private int done;
    private int runs = 1;

    Heard(FineTuning tuning, FeatureProgress progress) {
      this.tuning = tuning;
      this.progress = progress;
    }

    @Override
    public void onRun(FineTuneStart start) {
      done = start.number() - 1;
      runs = start.runs();
    }

    @Override
    public void onStepEnd(StepEnd event) {
      if (!progress.proceed(done, runs)) {
        tuning.stop();
      }
    }

    @Override
    public boolean proceed(int images, int of) {
      return progress.proceed(done, runs);
    }
  }
}
