package org.likeness.contract;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Network;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * Vectors that do not come from pixels: each image has those that a test gives it. Images must be
 * loaded by one worker.
 */
public final class KnowingEmbedder implements Embedder {
  private static final Preprocessing INPUTS =
      new Preprocessing(12, 12, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
  private static final float IDENTITY = 0.5f;
  private static final int RANDOM = 16;

  private final KnownImages images;
  private final boolean centred;
  private final int dimension;
  private final IntFunction<float[]> vectors;

  /**
   * @param dimension length of a vector
   * @param vectors the vector of an image by its number
   */
  public KnowingEmbedder(
      KnownImages images, boolean centred, int dimension, IntFunction<float[]> vectors) {
    this.images = images;
    this.centred = centred;
    this.dimension = dimension;
    this.vectors = vectors;
  }

  /**
   * Vectors that hold the class and, less, which image it is: a neighbour is of the class, and a
   * copy finds its original.
   */
  static KnowingEmbedder perfect(KnownImages images) {
    int dimension = KnownImages.CLASSES + images.size();
    return new KnowingEmbedder(
        images,
        false,
        dimension,
        number -> {
          float[] vector = new float[dimension];
          vector[number % KnownImages.CLASSES] = 1;
          vector[KnownImages.CLASSES + number] = IDENTITY;
          return vector;
        });
  }

  /** Random vectors, others each time that an image is looked at. */
  static KnowingEmbedder random(KnownImages images) {
    RandomStream random = new RandomSource(5).stream(Purpose.EVALUATION, 9, 0, 0);
    return new KnowingEmbedder(
        images,
        false,
        RANDOM,
        number -> {
          float[] vector = new float[RANDOM];
          for (int i = 0; i < RANDOM; i++) {
            vector[i] = random.nextGaussian(1);
          }
          return vector;
        });
  }

  @Override
  public FeatureKind kind() {
    return FeatureKind.HEAD;
  }

  @Override
  public Preprocessing preprocessing() {
    return INPUTS;
  }

  @Override
  public Optional<Network> network() {
    return Optional.empty();
  }

  @Override
  public Tensor vectors(Tensor batch) {
    List<Integer> numbers = images.take();
    if (numbers.size() != batch.size(0)) {
      throw new IllegalStateException(
          batch.size(0) + " images in the batch, but these were loaded: " + numbers);
    }
    float[] rows = new float[numbers.size() * dimension];
    for (int r = 0; r < numbers.size(); r++) {
      System.arraycopy(vectors.apply(numbers.get(r)), 0, rows, r * dimension, dimension);
    }
    return Tensors.of(rows, numbers.size(), dimension);
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public boolean centred() {
    return centred;
  }
}
