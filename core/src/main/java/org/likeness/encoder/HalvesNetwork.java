package org.likeness.encoder;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.nn.Normalize;

/**
 * Two networks side by side, one for the lightness of an image and one for its colours (CMC, Tian,
 * Krishnan and Isola, 2019): images in Lab are split into L and ab. Features are those of both, one
 * after the other, and so are feature maps; the embedding is both unit embeddings one after the
 * other, of length 1 again, so that the similarity of two images is the mean of both similarities.
 *
 * <p>Weights are named as those of the halves, under {@code l.} and {@code ab.}.
 */
public final class HalvesNetwork implements Network {
  static final String KIND = "halves";

  /** Where names of the weights and keys of the description of the first half begin. */
  public static final String L = "l.";

  /** As {@link #L}, of the second half. */
  public static final String AB = "ab.";

  private static final int L_CHANNELS = 1;
  private static final int AB_CHANNELS = 2;

  private final SingleNetwork l;
  private final SingleNetwork ab;

  /**
   * Combines two halves.
   *
   * @param l of one input channel
   * @param ab of two input channels
   */
  public HalvesNetwork(SingleNetwork l, SingleNetwork ab) {
    this.l = requireNonNull(l, "l is null");
    this.ab = requireNonNull(ab, "ab is null");
    if (l.backbone().inputChannels() != L_CHANNELS
        || ab.backbone().inputChannels() != AB_CHANNELS) {
      throw new IllegalArgumentException(
          "the halves must take 1 and 2 channels but take "
              + l.backbone().inputChannels()
              + " and "
              + ab.backbone().inputChannels());
    }
  }

  /** The half that sees lightness. */
  public SingleNetwork l() {
    return l;
  }

  /** The half that sees colours. */
  public SingleNetwork ab() {
    return ab;
  }

  /** The unit embeddings of the lightness of Lab images, {@code [B, 3, H, W]} to {@code [B, d]}. */
  public Tensor embeddingOfL(Tensor images) {
    return l.embedding(lightness(images));
  }

  /** The unit embeddings of the colours of Lab images, {@code [B, 3, H, W]} to {@code [B, d]}. */
  public Tensor embeddingOfAb(Tensor images) {
    return ab.embedding(colours(images));
  }

  /**
   * The embedding from those of both halves.
   *
   * @param ofL unit rows, {@code [B, d1]}
   * @param ofAb unit rows, {@code [B, d2]}
   * @return unit rows, {@code [B, d1 + d2]}
   */
  public static Tensor joined(Tensor ofL, Tensor ofAb) {
    return Normalize.rows(side(ofL, ofAb));
  }

  private static Tensor side(Tensor first, Tensor second) {
    return torch.cat(new TensorVector(first, second), 1);
  }

  private static Tensor lightness(Tensor images) {
    return images.narrow(1, 0, L_CHANNELS);
  }

  private static Tensor colours(Tensor images) {
    return images.narrow(1, L_CHANNELS, AB_CHANNELS);
  }

  @Override
  public Tensor features(Tensor images) {
    return both(images, SingleNetwork::features);
  }

  @Override
  public Tensor embedding(Tensor images) {
    return joined(embeddingOfL(images), embeddingOfAb(images));
  }

  private Tensor both(Tensor images, BiFunction<SingleNetwork, Tensor, Tensor> part) {
    return side(part.apply(l, lightness(images)), part.apply(ab, colours(images)));
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    LinkedHashMap<String, Tensor> ofAb = ab.stages(colours(images));
    LinkedHashMap<String, Tensor> maps = new LinkedHashMap<>();
    l.stages(lightness(images))
        .forEach((name, map) -> maps.put(name, side(map, requireNonNull(ofAb.get(name), name))));
    return maps;
  }

  @Override
  public int featureSize() {
    return l.featureSize() + ab.featureSize();
  }

  @Override
  public int embeddingSize() {
    return l.embeddingSize() + ab.embeddingSize();
  }

  @Override
  public void train(boolean training) {
    l.train(training);
    ab.train(training);
  }

  @Override
  public boolean isTraining() {
    return l.isTraining();
  }

  @Override
  public void bfloat16(boolean on) {
    l.bfloat16(on);
    ab.bfloat16(on);
  }

  @Override
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    l.weights().forEach((name, tensor) -> weights.put(L + name, tensor));
    ab.weights().forEach((name, tensor) -> weights.put(AB + name, tensor));
    return weights;
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("network", KIND);
    l.description().forEach((key, value) -> description.put(L + key, value));
    ab.description().forEach((key, value) -> description.put(AB + key, value));
    return description;
  }
}
