package org.likeness.backbone;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The layers of a {@link PlainNetwork} of width 64.
 *
 * @param stages five stages
 * @param poolKernel window of the max pooling after a pooled stage; its stride is 2
 * @param bias whether convolutions have a bias, which the norm after them takes away again
 * @param grid side of the map that fc6 sees
 * @param fc6 position of fc6 within {@code classifier}
 * @param fc7 position of fc7 within {@code classifier}
 */
record PlainLayout(
    List<Stage> stages, int poolKernel, boolean bias, int grid, String fc6, String fc7) {

  /** Convolutions without pooling between them. */
  record Stage(List<Conv> convs, boolean pooled) {}

  /** One convolution, always followed by a norm and a relu. */
  record Conv(int channels, int kernel, int stride, int padding) {}

  /**
   * Krizhevsky, <i>One weird trick for parallelizing convolutional neural networks</i>, 2014: the
   * one-column AlexNet, as torchvision has it, with batch norm after each convolution.
   */
  static PlainLayout alexNet() {
    List<Stage> stages =
        List.of(
            new Stage(List.of(new Conv(64, 11, 4, 2)), true),
            new Stage(List.of(new Conv(192, 5, 1, 2)), true),
            new Stage(List.of(new Conv(384, 3, 1, 1)), false),
            new Stage(List.of(new Conv(256, 3, 1, 1)), false),
            new Stage(List.of(new Conv(256, 3, 1, 1)), true));
    return new PlainLayout(stages, 3, false, 6, "1", "4");
  }

  /**
   * Simonyan and Zisserman, <i>Very Deep Convolutional Networks</i>, ICLR 2015, configuration D,
   * with batch norm: torchvision's vgg16_bn.
   */
  static PlainLayout vgg16() {
    List<Stage> stages = List.of(vgg(2, 64), vgg(2, 128), vgg(3, 256), vgg(3, 512), vgg(3, 512));
    return new PlainLayout(stages, 2, true, 7, "0", "3");
  }

  private static Stage vgg(int convs, int channels) {
    return new Stage(
        IntStream.range(0, convs).mapToObj(i -> new Conv(channels, 3, 1, 1)).toList(), true);
  }

  /**
   * The side from which on every stage has at least one cell, found backwards: what a layer must
   * see to give one cell to the next.
   */
  int smallestSide(int stemStride) {
    int side = 1;
    for (int s = stages.size() - 1; s >= 0; s--) {
      boolean last = s == stages.size() - 1;
      if (stages.get(s).pooled() && !last) {
        side = (side - 1) * 2 + poolKernel;
      }
      List<Conv> convs = stages.get(s).convs();
      for (int i = convs.size() - 1; i >= 0; i--) {
        Conv conv = convs.get(i);
        int stride = s == 0 && i == 0 && stemStride > 0 ? stemStride : conv.stride();
        side = Math.max(1, (side - 1) * stride + conv.kernel() - 2 * conv.padding());
      }
    }
    return side;
  }
}
