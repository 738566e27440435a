package org.likeness.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.Encoders;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class HalvesNetworkTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static HalvesNetwork network() {
    HalvesNetwork network = (HalvesNetwork) Encoders.halves().network();
    network.train(false);
    return network;
  }

  private static Tensor images(int count, int seed) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[count * 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, count, 3, 8, 8);
  }

  @Test
  void featuresAndMapsAreThoseOfBothOneAfterTheOther() {
    HalvesNetwork network = network();
    Tensor images = images(4, 1);
    int f = network.l().featureSize();
    Tensor features = network.features(images);
    assertThat(Tensors.shape(features)).containsExactly(4, network.featureSize());
    assertThat(Tensors.floats(features.narrow(1, 0, f)))
        .containsExactly(Tensors.floats(network.l().features(images.narrow(1, 0, 1))));
    assertThat(Tensors.floats(features.narrow(1, f, network.featureSize() - f)))
        .containsExactly(Tensors.floats(network.ab().features(images.narrow(1, 1, 2))));
    LinkedHashMap<String, Tensor> maps = network.stages(images);
    assertThat(maps.keySet()).containsExactlyElementsOf(network.l().backbone().stageNames());
    assertThat(Tensors.shape(maps.get("conv3"))).containsExactly(4, 16, 4, 4);
  }

  @Test
  void aSimilarityIsTheMeanOfBoth() {
    HalvesNetwork network = network();
    Tensor images = images(2, 2);
    double[][] both = {
      products(network.embeddingOfL(images)), products(network.embeddingOfAb(images))
    };
    double[] joined = products(network.embedding(images));
    for (int i = 0; i < joined.length; i++) {
      assertThat(joined[i]).isCloseTo((both[0][i] + both[1][i]) / 2, within(1e-6));
    }
    assertThat(joined[0]).isCloseTo(1, within(1e-6));
    assertThat(Tensors.shape(network.embedding(images)))
        .containsExactly(2, network.embeddingSize());
  }

  private static double[] products(Tensor rows) {
    return Tensors.doubles(rows.mm(rows.t()));
  }

  /** A half that saw the other's channels would change with them. */
  @Test
  void eachHalfSeesItsOwnChannels() {
    HalvesNetwork network = network();
    Tensor images = images(2, 3);
    Tensor others = images(2, 4);
    others.narrow(1, 0, 1).copy_(images.narrow(1, 0, 1));
    assertThat(Tensors.floats(network.embeddingOfL(others)))
        .containsExactly(Tensors.floats(network.embeddingOfL(images)));
    assertThat(Tensors.floats(network.embeddingOfAb(others)))
        .isNotEqualTo(Tensors.floats(network.embeddingOfAb(images)));
  }

  @Test
  void modesReachBothHalves() {
    HalvesNetwork network = network();
    network.train(true);
    assertThat(network.l().isTraining() && network.ab().isTraining() && network.isTraining())
        .isTrue();
    network.train(false);
    assertThat(network.l().isTraining() || network.ab().isTraining() || network.isTraining())
        .isFalse();
  }

  @Test
  void isTheSameAfterSavingAndLoading(@TempDir Path folder) {
    Encoder encoder = Encoders.halves();
    Path file = folder.resolve("halves.safetensors");
    encoder.save(file);
    Encoder loaded = Encoder.load(file);
    assertThat(loaded.hash()).isEqualTo(encoder.hash());
    assertThat(loaded.preprocessing()).isEqualTo(encoder.preprocessing());
    assertThat(loaded.network().weights().keySet())
        .contains("l.conv1.weight", "l.head.fc.bias", "ab.layer4.1.bn2.running_var")
        .allMatch(name -> name.startsWith("l.") || name.startsWith("ab."));
    Tensor images = images(3, 5);
    assertThat(loaded.embed(images)).containsExactly(encoder.embed(images));
  }

  /** Built first, a changed digit would ask for hundreds of gigabytes. */
  @Test
  void aDescriptionThatDoesNotFitIsRefused(@TempDir Path folder) {
    Path file = folder.resolve("halves.safetensors");
    Encoders.halves().save(file);
    refused(file, "network.ab.width", "2000000", "width is '2000000' but its ab.conv1.weight");
    refused(
        file, "network.l.head-out", "7000000", "it describes a l.head.fc.weight of [7000000, 32]");
    refused(file, "preprocessing.colour", "xyz", "preprocessing.colour must be one of rgb, lab");
    refused(file, "preprocessing.colour", "rgb", "is damaged, since its hash differs");
  }

  private static void refused(Path file, String key, String value, String says) {
    SafeTensorsFile read = SafeTensors.read(file);
    Map<String, String> metadata = new LinkedHashMap<>(read.metadata());
    metadata.put(key, value);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    read.names().forEach(name -> tensors.put(name, read.tensor(name)));
    Path other = file.resolveSibling("changed.safetensors");
    SafeTensors.write(other, tensors, metadata);
    assertThatThrownBy(() -> Encoder.load(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(says);
  }

  @Test
  void halvesOfOtherChannelsAreRefused() {
    SingleNetwork l = network().l();
    assertThatThrownBy(() -> new HalvesNetwork(l, l))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the halves must take 1 and 2 channels but take 1 and 1");
  }
}
