package org.likeness.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.Encoders;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class PatchesNetworkTest {
  private static final int SIDE = 4;
  private static final int STRIDE = 2;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static PatchesNetwork network() {
    PatchesNetwork network = (PatchesNetwork) Encoders.patches().network();
    network.train(false);
    return network;
  }

  private static Tensor images(int count, int height, int width) {
    RandomStream random = new RandomSource(1).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[count * 3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, count, 3, height, width);
  }

  /** Patch after patch cut out by hand, row after row. */
  private static Tensor cut(Tensor images, int image, int rows, int columns) {
    TensorVector patches = new TensorVector();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        patches.push_back(
            images
                .select(0, image)
                .narrow(1, (long) r * STRIDE, SIDE)
                .narrow(2, (long) c * STRIDE, SIDE));
      }
    }
    return torch.stack(patches);
  }

  @Test
  void featuresAreTheMeanOverThePatchesOfAnImage() {
    PatchesNetwork network = network();
    Tensor images = images(2, 8, 11); // 3 rows, 4 columns, a column of pixels left over
    double[] features = Tensors.doubles(network.features(images));
    int f = network.featureSize();
    for (int image = 0; image < 2; image++) {
      Tensor each = network.patch().features(cut(images, image, 3, 4)); // [12, f]
      double[] mean = Tensors.doubles(each.mean(0));
      for (int i = 0; i < f; i++) {
        assertThat(features[image * f + i]).isCloseTo(mean[i], within(1e-5));
      }
    }
  }

  @Test
  void patchesThatWereCutBeforeGiveTheSame() {
    PatchesNetwork network = network();
    Tensor images = images(2, 8, 8);
    Tensor patches = torch.stack(new TensorVector(cut(images, 0, 3, 3), cut(images, 1, 3, 3)));
    assertThat(Tensors.floats(network.patchFeatures(patches)))
        .containsExactly(Tensors.floats(network.patchFeatures(images)));
    assertThat(Tensors.floats(network.embedding(patches)))
        .containsExactly(Tensors.floats(network.embedding(images)));
    assertThat(Tensors.shape(network.patchFeatures(images)))
        .containsExactly(2 * 9, network.featureSize());
  }

  @Test
  void theEmbeddingIsTheHeadsOutputForTheFeatures() {
    PatchesNetwork network = network();
    Tensor images = images(2, 8, 8);
    double[] expected =
        Tensors.doubles(network.patch().head().forward(network.features(images)).select(0, 1));
    double length = 0;
    for (double value : expected) {
      length += value * value;
    }
    double[] embedding = Tensors.doubles(network.embedding(images).select(0, 1));
    for (int i = 0; i < expected.length; i++) {
      assertThat(embedding[i]).isCloseTo(expected[i] / Math.sqrt(length), within(1e-5));
    }
  }

  /** The map of the patch in row 1, column 2 lies there in the whole map. */
  @Test
  void mapsLieOnTheGrid() {
    PatchesNetwork network = network();
    Tensor images = images(1, 8, 12);
    Tensor whole = network.stages(images).get("conv2"); // maps of a patch are 4 x 4
    assertThat(Tensors.shape(whole)).containsExactly(1, 4, 3 * SIDE, 5 * SIDE);
    Tensor one =
        network.patch().stages(cut(images, 0, 3, 5).narrow(0, 7, 1)).get("conv2").select(0, 0);
    Tensor there = whole.select(0, 0).narrow(1, SIDE, SIDE).narrow(2, 2 * SIDE, SIDE);
    double[] expected = Tensors.doubles(one);
    double[] actual = Tensors.doubles(there);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  @Test
  void isTheSameAfterSavingAndLoading(@TempDir Path folder) {
    Encoder encoder = Encoders.patches();
    Path file = folder.resolve("patches.safetensors");
    encoder.save(file);
    Encoder loaded = Encoder.load(file);
    assertThat(loaded.hash()).isEqualTo(encoder.hash());
    assertThat(loaded.network().weights().keySet()).contains("conv1.weight", "head.fc.weight");
    Tensor images = images(3, 8, 8);
    assertThat(loaded.embed(images)).containsExactly(encoder.embed(images));
  }

  @Test
  void whatHasNoPatchIsRefused() {
    PatchesNetwork network = network();
    assertThatThrownBy(() -> network.features(images(1, 3, 9)))
        .isInstanceOf(InputException.class)
        .hasMessage("a patch of 4 pixels does not fit into an image of 9x3: use larger images");
    assertThatThrownBy(() -> network.features(images(1, 8, 8).select(0, 0)))
        .hasMessageStartingWith("a patch network takes images [B, C, H, W]");
    assertThatThrownBy(() -> new PatchesNetwork(network.patch(), 4, 0))
        .hasMessage("patches must have a positive side and stride but have 4 and 0");
  }
}
