package org.likeness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * What convolutional networks give for weights with which that can be said beforehand. The first
 * channel of each layer adds up the middle of all channels before it, and every other is minus the
 * first one, plus a quarter by its norm: negative, so that it is 0 wherever a ReLU follows its
 * norm. A value then passes a layer unchanged, a residual block doubles it, and the next layer sees
 * each of the four branches of an inception module.
 */
final class BackboneValuesTest {
  private static final int WIDTH = 8;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static void carry(String name, Tensor tensor) {
    if (tensor.dim() == 4 || tensor.dim() == 2) {
      tensor.zero_();
      Tensor middle =
          tensor.dim() == 2
              ? tensor
              : tensor.select(3, tensor.size(3) / 2).select(2, tensor.size(2) / 2); // [out, in]
      middle.select(0, 0).fill_(new Scalar(1.0));
      middle.narrow(0, 1, middle.size(0) - 1).select(1, 0).fill_(new Scalar(-1.0));
    } else if (name.endsWith(".bias")) {
      tensor.fill_(new Scalar(0.25));
      tensor.select(0, 0).zero_();
    }
  }

  /** Ones, and a pixel of 5, each in three channels. */
  private static Tensor image(int side, int row, int column) {
    Tensor image = torch.ones(1, 3, side, side);
    image.select(2, row).select(2, column).fill_(new Scalar(5.0));
    return image;
  }

  /**
   * The largest of the image, 3 times 5, comes through wherever maps are pooled, and so it does
   * from a place that each stride meets: 8 blocks make it 256 times as large, 16 blocks 65,536
   * times, eight modules before the last one too, and the linear layers of AlexNet and VGG16 add up
   * 6 x 6 and 7 x 7 cells. In a ResNet-D a shortcut takes the mean of four cells instead, 15 + 3 x
   * 3 of them at first: from 60 and 12 on, 2 (60 + 24) and 2 (12 + 12), then 2 (168 + 78) and 2 (48
   * + 48), then 2 (492 + 267).
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18, IMAGENET, false, 8, 2, 2, 3840, 0",
    "resnet18, CIFAR, false, 8, 0, 0, 3840, 0",
    "resnet18, CIFAR, true, 8, 0, 0, 1518, 0",
    "resnet34, CIFAR, false, 8, 0, 0, 983040, 0",
    "resnet50, IMAGENET, false, 8, 2, 2, 983040, 0",
    "resnet50, IMAGENET, true, 8, 2, 2, 983040, 0",
    "alexnet, IMAGENET, false, 31, 23, 11, 540, 0",
    "vgg16, IMAGENET, false, 16, 13, 6, 735, 0",
    "googlenet, IMAGENET, false, 16, 14, 6, 983040, 0 48 96 112"
  })
  void aValueComesThroughEveryLayer(
      String name,
      Stem stem,
      boolean d,
      int side,
      int row,
      int column,
      double expected,
      String places) {
    BackboneOptions options =
        OptionRecords.with(
            new BackboneOptions(name, stem, WIDTH, 0), "resnet", new ResNetOptions(d, 0));
    Backbone backbone =
        Backbones.create(options, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    backbone.eval();
    List<Integer> found = new ArrayList<>();
    try (Scope scope = Scope.openNoGrad()) {
      Tensors.named(backbone).forEach(BackboneValuesTest::carry);
      double[] features = Tensors.doubles(backbone.features(image(side, row, column)));
      for (int i = 0; i < features.length; i++) {
        if (features[i] != 0) {
          found.add(i);
          // Norms divide by the root of 1 and their epsilon, those of GoogLeNet by 1.0005.
          assertThat(features[i]).isCloseTo(expected, within(0.02 * expected));
        }
      }
    }
    assertThat(found)
        .isEqualTo(Arrays.stream(places.split(" ", -1)).map(Integer::valueOf).toList());
  }
}
