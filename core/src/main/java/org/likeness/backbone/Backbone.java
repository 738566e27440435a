package org.likeness.backbone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Scope;

/**
 * A network from pixels to features, with named stages. Parameter and buffer names are
 * torchvision's, so that weights can be exchanged. Accepts any image size from which every stage
 * keeps at least one cell.
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
}
