package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.torch.Torch;

/** Two ways of computing on a processor; see {@link CudaTest} for another device. */
final class FewStepsTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "method=invaspread, train.channels-last=false",
    "method=instdisc, train.channels-last=false",
    "method=instdisc, options.chunk=7",
    "method=instdisc options.loss=nce options.m=64 options.lambda=30, train.channels-last=false",
    "method=instdisc options.loss=nce options.m=64 options.z=ema, train.channels-last=false",
    "method=instdisc options.bank-precision=bfloat16, train.channels-last=false",
    "method=invaspread train.precision=bfloat16, train.channels-last=false",
    "method=invaspread train.precision=bfloat16, train.precision=float32"
  })
  void whatChangesNoValueIsAgreedOn(String settings, String other) {
    FewSteps.assertAgree(FewSteps.losses(settings, other), FewSteps.losses(settings), settings);
  }

  static List<String> methods() {
    return Methods.names();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theOrderInMemoryIsAgreedOnByEveryMethod(String method) {
    FewSteps.assertAgree(
        FewSteps.ofMethod(method, "train.channels-last=false"), FewSteps.ofMethod(method), method);
  }

  /** Each is wrong by little, and only after the first loss. */
  @ParameterizedTest
  @CsvSource({
    "method=invaspread, train.lr=0.00315",
    "method=instdisc, train.lr=0.00315",
    "method=instdisc, options.bank-momentum=0.52",
    "method=instdisc options.loss=nce options.m=64, options.bank-momentum=0.52",
    "method=invaspread, optimizer.momentum=0.8"
  })
  void wrongUpdatesAndBankWritesAreSeen(String settings, String wrong) {
    assertThatThrownBy(
            () ->
                FewSteps.assertAgree(
                    FewSteps.losses(settings, wrong), FewSteps.losses(settings), settings))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the loss after 2 steps");
  }
}
