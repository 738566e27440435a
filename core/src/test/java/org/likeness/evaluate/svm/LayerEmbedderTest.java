package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

final class LayerEmbedderTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** AlexNet's 10x10x96, 6x6x256, 5x5x384, 5x5x384, 6x6x256. */
  @Test
  void tenThousandNumbersGiveTheGridsOfThePapers() {
    assertThat(LayerEmbedder.side(96, 55, 10_000)).isEqualTo(10);
    assertThat(LayerEmbedder.side(256, 27, 10_000)).isEqualTo(6);
    assertThat(LayerEmbedder.side(384, 13, 10_000)).isEqualTo(5);
    assertThat(LayerEmbedder.side(256, 13, 10_000)).isEqualTo(6);
    assertThat(LayerEmbedder.side(256, 4, 10_000)).isEqualTo(4); // no larger than the map
    assertThat(LayerEmbedder.side(4096, 7, 2048)).isEqualTo(1); // at least the average
  }

  @Test
  void layersStandSideBySide() {
    Encoder encoder = Encoders.small();
    NetworkEmbedder head = new NetworkEmbedder(encoder, FeatureKind.HEAD);
    encoder.network().train(true);
    LayerEmbedder layers =
        LayerEmbedder.of(head, List.of("embedding", "conv9", "conv2", "backbone"), 64);
    assertThat(encoder.network().isTraining()).isTrue();
    assertThat(layers.layers().stream().map(Layer::name))
        .containsExactly("embedding", "conv2", "backbone");
    assertThat(layers.layers().get(1).shape()).isEqualTo("4 x 4 x 4");
    assertThat(layers.dimension()).isEqualTo(6 + 64 + encoder.featureDimension());
    encoder.network().train(false);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = torch.randn(2, 3, 8, 8);
      Tensor all = layers.vectors(images);
      Tensor map = encoder.network().stages(images).get("conv2"); // [2, 4, 8, 8]
      Tensor pooled = torch.adaptive_avg_pool2d(map, 4, 4).flatten(1, -1);
      assertThat(torch.equal(all.narrow(1, 0, 6), encoder.network().embedding(images))).isTrue();
      assertThat(torch.equal(all.narrow(1, 6, 64), pooled)).isTrue();
      assertThat(torch.equal(all.narrow(1, 70, 32), encoder.network().features(images))).isTrue();
    }
  }

  @Test
  void pixelsAreOneLayer() {
    LayerEmbedder layers =
        LayerEmbedder.of(new PixelEmbedder(Encoders.INPUTS), List.of("conv1"), 64);
    assertThat(layers.layers()).containsExactly(new Layer("pixels", "192", 0, 192));
  }

  @Test
  void aNetworkWithoutTheLayersIsRefused() {
    NetworkEmbedder head = new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD);
    assertThatThrownBy(() -> LayerEmbedder.of(head, List.of("conv7", "fc6"), 64))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the network has none of the layers conv7, fc6: it has conv1, conv2, conv3, conv4, conv5, backbone, embedding");
  }
}
