package org.likeness.encoder;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.View;
import org.likeness.data.TrainingData;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.image.ImageException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Computes embeddings of images: a network and its preprocessing.
 *
 * <p>{@code embed} gives the embedding that the method compares, a vector of length 1 whose inner
 * product with another is their similarity; {@code features} gives the backbone's pooled output,
 * which a classifier on top is usually trained on.
 *
 * <p>Thread-safe: as many images as there are processors are decoded at once, and they go through
 * the network one after the other, each with all of libtorch's threads. The network works in
 * evaluation mode meanwhile and is then put back; do not embed while another thread trains it.
 */
public final class Encoder {
  private final Network network;
  private final Preprocessing preprocessing;
  private final View view;
  private final Optional<TrainingData> trainingData;
  private final ReentrantLock networkLock;
  private final Semaphore decoding = new Semaphore(Runtime.getRuntime().availableProcessors());

  public Encoder(Network network, Preprocessing preprocessing) {
    this(network, preprocessing, Optional.empty(), new ReentrantLock());
  }

  private Encoder(
      Network network,
      Preprocessing preprocessing,
      Optional<TrainingData> trainingData,
      ReentrantLock networkLock) {
    this.network = requireNonNull(network, "network is null");
    this.preprocessing = requireNonNull(preprocessing, "preprocessing is null");
    this.view = preprocessing.asView();
    this.trainingData = trainingData;
    this.networkLock = networkLock;
  }

  /**
   * This encoder, which shares its network, with a note of what it was trained on. The note is
   * saved with it and does not change its hash.
   */
  public Encoder trainedOn(TrainingData data) {
    return new Encoder(
        network, preprocessing, Optional.of(requireNonNull(data, "data is null")), networkLock);
  }

  /** What it was trained on; empty if that is not known. */
  public Optional<TrainingData> trainingData() {
    return trainingData;
  }

  /**
   * Reads an encoder that {@link #save} wrote; nothing of the method that trained it is needed. Not
   * inside a scope.
   *
   * @param fileOrRun a {@code .safetensors} file, or a run's folder with {@code
   *     encoder.safetensors}
   * @throws InputException where there is none, or it is damaged
   */
  public static Encoder load(Path fileOrRun) {
    return EncoderFile.read(fileOrRun);
  }

  /**
   * The hash of a saved encoder, without reading its weights.
   *
   * @param fileOrRun as for {@link #load}
   * @throws InputException where there is none
   */
  public static String savedHash(Path fileOrRun) {
    return EncoderFile.hash(fileOrRun);
  }

  /**
   * Writes network, preprocessing and weights as one safetensors file, put in place when complete.
   */
  public void save(Path file) {
    onNetwork(
        () -> {
          EncoderFile.write(file, this);
          return file;
        });
  }

  public Network network() {
    return network;
  }

  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The length of an embedding, d. */
  public int dimension() {
    return network.embeddingSize();
  }

  /** The length of a feature vector, f. */
  public int featureDimension() {
    return network.featureSize();
  }

  /**
   * Identifies this encoder: SHA-256 over description, preprocessing and weights, 64 hexadecimal
   * digits. Computed at each call, since weights change while they are trained.
   */
  public String hash() {
    return onNetwork(() -> Fingerprint.of(network.description(), preprocessing, network.weights()));
  }

  /** The first 16 digits of {@link #hash()}, for display. */
  public String shortHash() {
    return hash().substring(0, 16);
  }

  /**
   * The embedding of an image file, {@code [d]}, of length 1. A large JPEG is decoded at a reduced
   * size ({@link Preprocessing#leastSide}), as {@code embed} does for a folder; an image that is
   * decoded already is used at full size.
   *
   * @throws InputException where it cannot be read or is not an image
   */
  public float[] embed(Path image) {
    return one(pixels(image), network::embedding);
  }

  /** The embedding of an encoded image (JPEG, PNG, ...), {@code [d]}, as of its file. */
  public float[] embed(byte[] image) {
    return one(pixels(image, "the image"), network::embedding);
  }

  /** The embedding of a decoded image, {@code [d]}. */
  public float[] embed(BufferedImage image) {
    return one(pixels(image), network::embedding);
  }

  /** The embedding of a decoded image, {@code [d]}. */
  public float[] embed(Image image) {
    return one(pixels(image), network::embedding);
  }

  /**
   * The embeddings of a batch, row after row.
   *
   * @param images {@code [B, C, H, W]}, preprocessed
   * @return {@code [B * d]}
   */
  public float[] embed(Tensor images) {
    return onNetwork(() -> Tensors.floats(network.embedding(images)));
  }

  /**
   * How much two images are alike: the inner product of their embeddings, 1 for the same image,
   * about 0 where there is nothing in common, at least -1.
   *
   * @param a an embedding of this encoder, {@code [d]}
   * @param b another one
   * @throws IllegalArgumentException where one of them is not of the encoder's dimension
   */
  public double similarity(float[] a, float[] b) {
    requireLength(a);
    requireLength(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private void requireLength(float[] embedding) {
    if (embedding.length != dimension()) {
      throw new IllegalArgumentException(
          "an embedding must have "
              + dimension()
              + " values but has "
              + embedding.length
              + "; is it another encoder's?");
    }
  }

  /**
   * As {@link #similarity(float[], float[])}, of two image files.
   *
   * @throws InputException if one of them cannot be read, or is not an image
   */
  public double similarity(Path a, Path b) {
    return similarity(embed(a), embed(b));
  }

  /** As {@link #embed(Path)}: the backbone's pooled features, {@code [f]}, not normalised. */
  public float[] features(Path image) {
    return one(pixels(image), network::features);
  }

  /** As {@link #embed(byte[])}: features, {@code [f]}. */
  public float[] features(byte[] image) {
    return one(pixels(image, "the image"), network::features);
  }

  /** As {@link #embed(BufferedImage)}: features, {@code [f]}. */
  public float[] features(BufferedImage image) {
    return one(pixels(image), network::features);
  }

  /** As {@link #embed(Image)}: features, {@code [f]}. */
  public float[] features(Image image) {
    return one(pixels(image), network::features);
  }

  /** As {@link #embed(Tensor)}: features, {@code [B * f]}. */
  public float[] features(Tensor images) {
    return onNetwork(() -> Tensors.floats(network.features(images)));
  }

  /**
   * The image of a file as {@link #embed(Path)} decodes it, for those who embed it and show it too.
   *
   * @throws InputException where it cannot be read or is not an image
   */
  public Image image(Path file) {
    return bounded(() -> decoded(file), file.toString());
  }

  private Image decoded(Path file) throws IOException {
    return ImageDecoder.decode(bytes(file), file.toString(), preprocessing.leastSide());
  }

  private float[] pixels(Path file) {
    return bounded(() -> render(decoded(file)), file.toString());
  }

  private float[] pixels(byte[] image, String id) {
    return bounded(() -> render(ImageDecoder.decode(image, id, preprocessing.leastSide())), id);
  }

  private float[] pixels(BufferedImage image) {
    return bounded(() -> render(ImageDecoder.of(image)), "the image");
  }

  private float[] pixels(Image image) {
    return bounded(() -> render(image), "the image");
  }

  private static byte[] bytes(Path file) throws IOException {
    InputFile.check(file);
    ImageDecoder.refuseTooLong(Files.size(file), file.toString());
    return Files.readAllBytes(file);
  }

  private float[] render(Image image) {
    float[] pixels = new float[view.length()];
    view.render(image, new RandomSource(0).stream(Purpose.EVALUATION, 0, 0), pixels, 0);
    return pixels;
  }

  /** Decodes; at most one image per processor is decoded at a time. */
  private <T> T bounded(Decoding<T> work, String id) {
    decoding.acquireUninterruptibly();
    try {
      return work.result();
    } catch (ImageException e) {
      throw new InputException(e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + id, e);
    } catch (IOException e) {
      throw new InputException(id + " cannot be read: " + FileReason.of(e), e);
    } finally {
      decoding.release();
    }
  }

  private float[] one(float[] pixels, UnaryOperator<Tensor> part) {
    long[] shape = view.shape();
    return onNetwork(
        () -> Tensors.floats(part.apply(Tensors.of(pixels, 1, shape[0], shape[1], shape[2]))));
  }

  /**
   * Alone with the network, in evaluation mode, without gradients, all native memory freed at the
   * end.
   */
  private <T> T onNetwork(java.util.function.Supplier<T> work) {
    networkLock.lock();
    try {
      boolean training = network.isTraining();
      if (training) {
        network.train(false);
      }
      try (Scope scope = Scope.openNoGrad()) {
        return work.get();
      } finally {
        if (training) {
          network.train(true);
        }
      }
    } finally {
      networkLock.unlock();
    }
  }

  /** From some form of an image to a decoded one, or to the numbers of the network's input. */
  private interface Decoding<T> {
    T result() throws IOException;
  }
}
