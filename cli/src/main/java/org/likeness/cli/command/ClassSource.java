package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.likeness.classifier.Answer;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classify.Explanation;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;

/**
 * What classes come from: a classifier, or labelled images, which are also the reasons.
 *
 * @param encoder of the images
 * @param kind features that both take
 * @param classifier that decides; empty where the labelled images do
 * @param bank the labelled images; there if there is no classifier
 */
record ClassSource(
    Encoder encoder,
    FeatureKind kind,
    Optional<FeatureClassifier> classifier,
    Optional<LabelledBank> bank)
    implements AutoCloseable {
  /** What decides the class. */
  enum By {
    CLASSIFIER,
    NEIGHBOURS
  }

  /** The classes of a vector and the nearest labelled images, at most {@code top} of each. */
  Explanation explain(float[] vector, int top) {
    Optional<Explanation> near = bank.map(b -> b.neighbours().classify(vector, top));
    List<Answer> answers =
        classifier
            .map(layers -> layers.answers(vector, top))
            .orElseGet(() -> near.orElseThrow().answers());
    return new Explanation(answers, near.map(Explanation::reasons).orElse(List.of()));
  }

  /** Who decides, and on which features: a sentence. */
  String sentence() {
    return (classifier.isPresent()
            ? "The classifier of the run decides"
            : "The nearest labelled images decide")
        + ", by "
        + kind.phrase()
        + ".";
  }

  @Override
  public void close() throws IOException {
    if (bank.isPresent()) {
      bank.get().close();
    }
  }

  /**
   * How a source is opened.
   *
   * @param command that shows how far the embedding is
   * @param by what decides; empty for the classifier where there is one and no table
   * @param table of labelled images, in place of those of the run
   * @param k neighbours that vote
   * @param tau temperature of their votes
   */
  record Opening(ReportCommand command, Optional<By> by, Optional<Path> table, int k, double tau) {
    /**
     * Opens the classifier and the labelled images of a network.
     *
     * @throws InputException if there are none, or they are of another encoder
     */
    ClassSource open(RunNetwork network) throws IOException {
      Optional<RunLayout> layout =
          network.run().filter(found -> network.name().equals(NetworkName.ENCODER));
      Encoder encoder = network.load().encoder();
      Optional<FeatureClassifier> classifier = classifier(layout);
      if (table.isPresent()) {
        Path folder = table.get();
        LabelledBank bank = LabelledBank.of(command.console(), folder, encoder, k, tau);
        if (classifier.isPresent() && classifier.get().features() != bank.features()) {
          bank.close();
          throw new InputException(
              "the classifier takes %s features but %s has %s features: embed the labelled images with --features %s, or use --by neighbours"
                  .formatted(
                      classifier.get().features().label(),
                      folder,
                      bank.features().label(),
                      classifier.get().features().label()));
        }
        return new ClassSource(encoder, bank.features(), classifier, Optional.of(bank));
      }
      FeatureKind kind = classifier.map(FeatureClassifier::features).orElse(FeatureKind.HEAD);
      return new ClassSource(
          encoder, kind, classifier, ownBank(network, encoder, kind, classifier));
    }

    private Optional<FeatureClassifier> classifier(Optional<RunLayout> layout) {
      Optional<Path> file =
          layout.map(found -> found.folder().resolve(Classifier.FILE)).filter(Files::exists);
      if (by.equals(Optional.of(By.NEIGHBOURS))
          || (by.isEmpty() && (table.isPresent() || file.isEmpty()))) {
        return Optional.empty();
      }
      if (file.isEmpty()) {
        throw new InputException(
            "--by classifier needs a run with "
                + Classifier.FILE
                + ": a supervised run writes one, and so does `./likeness evaluate linear` with its usual options of any run with labels");
      }
      return Optional.of(Classifier.load(file.get()).layers()); // refuses that of another encoder
    }

    /** The run's training images; where a classifier decides, they may be missing. */
    private Optional<LabelledBank> ownBank(
        RunNetwork network,
        Encoder encoder,
        FeatureKind kind,
        Optional<FeatureClassifier> classifier)
        throws IOException {
      if (network.run().isEmpty()) {
        throw new InputException(
            "an encoder's file has no labelled images: name a run, or labelled images with --table TABLE");
      }
      try {
        return Optional.of(
            command.shown(
                "Embedding",
                "labelled images",
                progress ->
                    LabelledBank.of(command.console(), network, encoder, kind, k, tau, progress)));
      } catch (InputException e) {
        if (classifier.isEmpty()) {
          throw new InputException(
              e.getMessage()
                  + " (the labelled images of the run decide; or name others with --table TABLE)",
              e);
        }
        command.console().warn("No images are shown as the reason, since " + e.getMessage() + ".");
        return Optional.empty();
      }
    }
  }
}
