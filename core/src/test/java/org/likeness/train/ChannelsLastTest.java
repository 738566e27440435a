package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

final class ChannelsLastTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** 4 and 8 channels corrupt memory in this order, 8 with odd batches only. */
  @ParameterizedTest
  @CsvSource({"4, false", "8, false", "12, false", "16, true", "20, false", "24, true", "64, true"})
  void isUsedFrom16ChannelsOnInMultiplesOf8(int channels, boolean used) {
    try (Scope scope = Scope.open()) {
      Tensor first = torch.zeros(16, 3, 3, 3);
      Tensor second = torch.zeros(channels, 16, 1, 1);
      Tensor bias = torch.zeros(10);
      assertThat(ChannelsLast.suits(List.of(first, second, bias))).isEqualTo(used);
    }
  }
}
