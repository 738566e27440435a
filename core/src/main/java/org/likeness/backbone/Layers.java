package org.likeness.backbone;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LayerNormOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The layers that all backbones use. */
final class Layers {
  private static final double TOKEN_EPS = 1e-6; // as in timm

  private Layers() {}

  /** A convolution with a square kernel. */
  static Conv2dImpl conv(long in, long out, long kernel, long stride, long padding, boolean bias) {
    // new LongPointer(k) would be a size, not a value, and put(s, s) would write s at index s:
    // hence two numbers, in an array.
    Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(kernel, kernel));
    options.stride().put(new long[] {stride, stride});
    options.padding().put(new LongPointer(padding, padding));
    options.bias().put(bias);
    return new Conv2dImpl(options);
  }

  /** Layer norm over the last dimension with eps 1e-6. */
  static LayerNormImpl layerNorm(long width) {
    LayerNormOptions options = new LayerNormOptions(new LongVector(new long[] {width}));
    options.eps().put(TOKEN_EPS);
    return new LayerNormImpl(options);
  }

  static Tensor maxPool(Tensor x, long kernel, long stride, long padding) {
    return torch.max_pool2d(
        x,
        new long[] {kernel, kernel},
        new long[] {stride, stride},
        new long[] {padding, padding},
        new long[] {1, 1},
        false);
  }

  /** Max pooling whose last window may reach beyond the map, so that no cell is left out. */
  static Tensor maxPoolAll(Tensor x, long kernel, long stride, long padding) {
    return torch.max_pool2d(
        x,
        new long[] {kernel, kernel},
        new long[] {stride, stride},
        new long[] {padding, padding},
        new long[] {1, 1},
        true);
  }

  /**
   * Means over squares of the stride's side; those at the border over the cells that there are, so
   * that no cell is left out.
   */
  static Tensor averageAll(Tensor x, long stride) {
    long[] side = {stride, stride};
    return torch.avg_pool2d(x, side, side, new long[] {0, 0}, true, false, new LongOptional());
  }

  /**
   * The mean over all places of each map: {@code [B, C, H, W]} to {@code [B, C]}, whatever H and W
   * are.
   */
  static Tensor globalAverage(Tensor x) {
    return torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1);
  }
}
