package org.likeness.classifier;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.image.Image;

/**
 * Answers with the class of an image: an encoder and a linear classifier of its features, each a
 * file of a run. Thread-safe, as {@link Encoder} is.
 *
 * @param encoder computes the features
 * @param layers classifies them
 */
public record Classifier(Encoder encoder, FeatureClassifier layers) {
  /** Name of the file beside the encoder. */
  public static final String FILE = "classifier.safetensors";

  public Classifier {
    requireNonNull(encoder, "encoder is null");
    requireNonNull(layers, "layers is null");
  }

  /**
   * Reads a classifier and the encoder beside it. Not inside a scope.
   *
   * @param fileOrRun a classifier's file, or the folder of a run with {@code
   *     classifier.safetensors}
   * @throws InputException if there is none, or it belongs to another encoder
   */
  public static Classifier load(Path fileOrRun) {
    Path file = requireFile(fileOrRun);
    FeatureClassifier layers = ClassifierFile.read(file);
    Encoder encoder = Encoder.load(folder(file));
    if (!encoder.hash().equals(layers.encoder())) {
      throw new InputException(
          file
              + " belongs to another encoder than the one in "
              + folder(file)
              + ": run `./likeness evaluate linear` again");
    }
    return new Classifier(encoder, layers);
  }

  /**
   * The file that {@link #load} reads, which is not read yet.
   *
   * @throws InputException if there is none
   */
  public static Path requireFile(Path fileOrRun) {
    Path file = Files.isDirectory(fileOrRun) ? fileOrRun.resolve(FILE) : fileOrRun;
    if (!Files.exists(file)) {
      throw new InputException(
          Files.isDirectory(fileOrRun)
              ? fileOrRun
                  + " has no "
                  + FILE
                  + ": a supervised run writes one, and so does `./likeness evaluate linear` of any run with labels"
              : "there is no file " + file);
    }
    return file;
  }

  private static Path folder(Path file) {
    return requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
  }

  /**
   * Writes a classifier beside its encoder. Not if the encoder there is another, or if the
   * classifier there was trained together with the encoder and this one was not.
   *
   * @param run the folder of the encoder
   * @return false if it was not written
   * @throws org.likeness.error.RunException if it cannot be written
   */
  public static boolean save(Path run, FeatureClassifier classifier) {
    if (!Encoder.savedHash(run).equals(classifier.encoder())) {
      return false;
    }
    Path file = run.resolve(FILE);
    if (!classifier.origin().equals(FeatureClassifier.TRAINING) && Files.exists(file)) {
      FeatureClassifier there = ClassifierFile.read(file);
      if (there.origin().equals(FeatureClassifier.TRAINING)
          && there.encoder().equals(classifier.encoder())) {
        return false;
      }
    }
    ClassifierFile.write(file, classifier);
    return true;
  }

  /**
   * The most probable class of an image file.
   *
   * @throws InputException if it cannot be read or is not an image
   */
  public Answer classify(Path image) {
    return classify(image, 1).get(0);
  }

  /**
   * The most probable classes of an image file, the most probable first.
   *
   * @param k how many; fewer if there are fewer classes
   * @throws InputException if it cannot be read or is not an image
   */
  public List<Answer> classify(Path image, int k) {
    return layers.answers(
        layers.features() == FeatureKind.HEAD ? encoder.embed(image) : encoder.features(image), k);
  }

  /** The most probable classes of a decoded image, such as {@link Encoder#image} gives. */
  public List<Answer> classify(Image image, int k) {
    return layers.answers(
        layers.features() == FeatureKind.HEAD ? encoder.embed(image) : encoder.features(image), k);
  }

  /** The most probable classes of an encoded image (JPEG, PNG, ...). */
  public List<Answer> classify(byte[] image, int k) {
    return layers.answers(
        layers.features() == FeatureKind.HEAD ? encoder.embed(image) : encoder.features(image), k);
  }
}
