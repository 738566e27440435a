package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.method.RunSize;

final class RunAdviceTest {
  /** All rows, if the queue is full before the last update. */
  @ParameterizedTest
  @CsvSource({
    "20, 1, 2, 6, 4, 1, 24, 20", // 24 rows in the last epoch, 4 of them by the last update
    "21, 1, 2, 6, 4, 1, 24, 0",
    "44, 0, 2, 6, 4, 1, 24, 44",
    "45, 0, 2, 6, 4, 1, 24, 0",
    "20, 1, 2, 6, 4, 1, 27, 20", // three images are left out of each epoch
    "21, 1, 2, 6, 4, 1, 27, 0",
    "20, 1, 2, 7, 4, 1, 24, 20", // an incomplete batch does not make more images
    "21, 1, 2, 7, 4, 1, 24, 0",
    "16, 1, 2, 3, 4, 2, 24, 16",
    "17, 1, 2, 3, 4, 2, 24, 0",
    "1, 2, 2, 6, 4, 1, 24, 0",
    "1, 9, 2, 6, 4, 1, 24, 0",
    "0, 0, 2, 6, 4, 1, 24, 0"
  })
  void rowsOfAQueueThatIsUsed(
      int queue,
      int queueEpoch,
      int epochs,
      long stepsPerEpoch,
      int batch,
      int accumulate,
      int images,
      int expected) {
    RunSize run = new RunSize(epochs, stepsPerEpoch, batch, accumulate, images);
    assertThat(RunAdvice.usedRows(queue, queueEpoch, run)).isEqualTo(expected);
  }
}
