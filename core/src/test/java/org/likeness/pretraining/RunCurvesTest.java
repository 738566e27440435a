package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.figure.Figures;
import org.likeness.io.Json;

final class RunCurvesTest {
  private static JsonNode epoch(int epoch, String rest) throws IOException {
    return Json.parse("{\"event\":\"epoch\",\"epoch\":" + epoch + rest + "}");
  }

  @Test
  void lossAndSharesAreDrawnOverEpochs() throws IOException {
    List<JsonNode> events =
        List.of(
            Json.parse("{\"event\":\"step\",\"epoch\":1,\"loss\":99}"),
            epoch(1, ",\"loss\":3.5,\"metrics\":{\"copies\":0.1,\"knn\":0.5,\"rank\":40}"),
            epoch(2, ",\"loss\":\"NaN\",\"metrics\":{\"copies\":0.8}"));
    String svg = Figures.svg(RunCurves.of(events, "first").orElseThrow());
    assertThat(svg)
        .contains(
            ">first</text>",
            ">loss</text>",
            ">copies that find their original</text>",
            ">kNN accuracy</text>",
            ">80</text>")
        .doesNotContain(">99<", "rank");
  }

  @Test
  void oneMeasurementIsNamedAtItsAxis() throws IOException {
    List<JsonNode> events = List.of(epoch(1, ",\"loss\":3,\"metrics\":{\"knn\":0.5}"));
    assertThat(Figures.svg(RunCurves.of(events, "first").orElseThrow()))
        .contains(">kNN accuracy, %</text>");
    assertThat(Figures.image(RunCurves.of(List.of(epoch(1, ",\"loss\":3")), "x").orElseThrow()))
        .satisfies(image -> assertThat(image.getHeight()).isLessThan(700));
  }

  @Test
  void withoutAnEpochThereIsNothing() throws IOException {
    assertThat(RunCurves.of(List.of(), "first")).isEmpty();
    assertThat(RunCurves.of(List.of(epoch(1, "")), "first")).isEmpty();
  }
}
