package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.cli.Outcome;

/** Options that other tools have are answered with what they are called here. */
final class OptionHintsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pretrain --name first | --name | --out",
        "pretrain --output_dir=first | --output_dir=first | --out",
        "pretrain --lr 0.03 | --lr | --set train.lr=0.03",
        "pretrain --lr=0.03 | --lr=0.03 | --set train.lr=0.03",
        "pretrain --batch-size | --batch-size | --set train.batch=VALUE",
        "pretrain --batch-size --json | --batch-size | --set train.batch=VALUE",
        "pretrain --gpu | --gpu | --device cuda",
        "pretrain --dataset cifar10 | --dataset | --data",
        "pretrain --epoch 3 | --epoch | --epochs",
        "pretrain --tau 0.1 | --tau | --set options.tau=0.1",
        "evaluate knn last --batch-size 3 | --batch-size | --batch",
        "evaluate knn last --temperature 0.1 | --temperature | --tau",
        "bench step --workers 2 | --workers | --set train.workers=2"
      })
  void otherNamesAreUnderstood(String call, String option, String hint) {
    Outcome outcome = Outcome.of(call.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("Error: unknown option " + option + ", did you mean " + hint + "?\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "doctor --name x | --name",
        "embed last --lr 0.03 | --lr",
        "evaluate knn last --gpu | --gpu"
      })
  void nothingIsOfferedThatTheCommandDoesNotHave(String call, String option) {
    assertThat(Outcome.of(call.split(" ")).err())
        .startsWith("Error: unknown option " + option + ".\n");
  }
}
