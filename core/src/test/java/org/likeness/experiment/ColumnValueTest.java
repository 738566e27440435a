package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.io.Json;

final class ColumnValueTest {
  private static final MeasureKind KNN = MeasureKind.named("knn");

  @Test
  void aPathLeadsThroughLists() {
    assertThat(value("/rows/0/accuracy", "")).isEqualTo(0.5);
    assertThat(value("/rows/k=5/accuracy", "")).isEqualTo(0.7);
    assertThat(value("", "")).as("the score").isEqualTo(0.5);
    assertThat(value("knn", "")).as("the metric of the monitor").isEqualTo(0.5);
  }

  @Test
  void theIntervalStandsBesideTheValue() {
    ColumnValue value = of("/rows/k=5/accuracy", "");
    assertThat(value.low()).hasValue(0.6);
    assertThat(value.high()).hasValue(0.8);
    assertThat(of("/rows/0/accuracy", "").low()).isEmpty();
    assertThat(of("/rows/0/accuracy", "/rows/1/accuracy").low()).hasValue(0.6);
  }

  @Test
  void aNumberThatIsMissingIsNamed() {
    assertThatThrownBy(() -> of("/rows/k=6/accuracy", ""))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "column a: the report of knn has no number /rows/k=6/accuracy: correct its value in the file of the experiment");
  }

  private static double value(String path, String interval) {
    return of(path, interval).value();
  }

  private static ColumnValue of(String path, String interval) {
    return ColumnValue.of(new TableColumn("a", "A", "knn", path, interval, true), KNN, report());
  }

  private static Report report() {
    try {
      return Report.of(
          "knn",
          (ObjectNode)
              Json.parse(
                  """
                  {"images": 4, "protocol": "p", "rows": [{"k": 3, "accuracy": 0.5, "classes": 2},
                   {"k": 5, "accuracy": 0.7, "accuracy_low": 0.6, "accuracy_high": 0.8}]}
                  """));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
