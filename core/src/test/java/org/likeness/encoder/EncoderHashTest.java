package org.likeness.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Whatever changes what an encoder gives changes its hash. */
final class EncoderHashTest {
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(8, 8, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.4));
  private static final Map<String, String> DESCRIPTION = Map.of("network", "single", "width", "8");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Map<String, Tensor> weights(float last) {
    return Map.of(
        "a", Tensors.of(new float[] {1, 2}, 2), "b", Tensors.of(new float[] {3, last}, 1, 2));
  }

  /** Files say which encoder they hold by this number, those of earlier versions too. */
  @Test
  void theHashOfAnRgbEncoderStaysWhatItWas() {
    assertThat(Fingerprint.of(DESCRIPTION, PREPROCESSING, weights(4)))
        .isEqualTo("1e8abbacb2db31981e43521958f4748f26bf854571492099cafbdbca0848d714");
  }

  @Test
  void allOfItCounts() {
    String hash = Fingerprint.of(DESCRIPTION, PREPROCESSING, weights(4));
    assertThat(Fingerprint.of(DESCRIPTION, PREPROCESSING, weights(4))).isEqualTo(hash);
    List<String> others =
        List.of(
            Fingerprint.of(DESCRIPTION, PREPROCESSING, weights(5)),
            Fingerprint.of(Map.of("network", "single", "width", "9"), PREPROCESSING, weights(4)),
            Fingerprint.of(Map.of("network", "single"), PREPROCESSING, weights(4)),
            Fingerprint.of(
                DESCRIPTION,
                new Preprocessing(8, 8, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.5)),
                weights(4)),
            Fingerprint.of(
                DESCRIPTION,
                new Preprocessing(8, 8, List.of(0.5, 0.4, 0.2), List.of(0.2, 0.3, 0.4)),
                weights(4)),
            Fingerprint.of(
                DESCRIPTION,
                new Preprocessing(9, 8, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.4)),
                weights(4)),
            Fingerprint.of(
                DESCRIPTION,
                new Preprocessing(8, 7, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.4)),
                weights(4)),
            Fingerprint.of(
                DESCRIPTION,
                PREPROCESSING.withColour(
                    ViewOptions.Colour.LAB, PREPROCESSING.mean(), PREPROCESSING.std()),
                weights(4)));
    assertThat(others).doesNotContain(hash).doesNotHaveDuplicates();
  }
}
