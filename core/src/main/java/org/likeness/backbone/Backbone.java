package org.likeness.backbone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;

/**
 * A network from pixels to features, with named stages. Parameter and buffer names are
 * torchvision's, for vision transformers timm's, so that weights can be exchanged. Accepts any
 * image size from which every stage keeps at least one cell.
 *
 * <p>Built outside any scope, on the training thread; initial values come from the {@link
 * org.likeness.random.RandomStream} that the factory is given, never from libtorch's global
 * generator.
 */
public abstract class Backbone extends Module {

  protected Backbone(String name) {
    super(name);
    Scope.refuse("A backbone");
  }

  /** Names of the stages in order, {@code conv1} to {@code conv5} (the papers' names). */
  public abstract List<String> stageNames();

  /**
   * Feature maps by stage.
   *
   * @param images {@code [B, C, H, W]}
   * @return {@code [B, channels, h, w]} for each of {@link #stageNames()}, in order
   */
  public abstract LinkedHashMap<String, Tensor> stages(Tensor images);

  /**
   * Pooled features.
   *
   * @param images {@code [B, C, H, W]}
   * @return {@code [B, featureSize]}
   */
  public abstract Tensor features(Tensor images);

  /** Width of {@link #features}. */
  public abstract int featureSize();

  /** Channels that an image must have: 3, or fewer for the halves of a split colour space. */
  public abstract int inputChannels();

  /** Parameters up to and including a stage, for evaluations and detectors that freeze them. */
  public abstract Map<String, Tensor> parametersThrough(String stage);

  /**
   * The random numbers of the next pass in training mode: which residual branches are left out
   * (drop path). They serve one pass, so that a method hands over a stream before each; without
   * one, nothing is left out. To have other numbers in each pass, and the same in a run that is
   * resumed, the stream depends on the step and on the batch. Networks that draw nothing ignore it.
   */
  public void drawFrom(RandomStream random) {}

  /**
   * Leaves the projection of patches at its values: it takes no gradient, and is not among the
   * trainable parameters (MoCo v3). Networks without patches are not changed.
   */
  public void freezePatches() {}

  /**
   * How much each token looks at each in the last block, {@code [B, heads, tokens, tokens]}, [CLS]
   * first, then patches row by row; empty for networks without attention.
   *
   * @param images {@code [B, C, H, W]}
   */
  public Optional<Tensor> lastAttention(Tensor images) {
    return Optional.empty();
  }

  /**
   * A saved tensor of another shape than the one of this name here, made to fit: positions of
   * another image size. Empty where it cannot.
   */
  public Optional<Tensor> fitted(String name, Tensor saved) {
    return Optional.empty();
  }
}
