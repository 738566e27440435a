package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.likeness.io.Json;

final class ReportTest {
  private static ObjectNode body() {
    return Json.object().put("images", 8).put("protocol", "said").put("value", 0.25f);
  }

  @Test
  void itIsWhatItsTextIsReadAs() throws Exception {
    Report report = Report.of("some", body());
    assertThat(new Report(Json.parse(report.json().toString()))).isEqualTo(report);
    assertThat(report.evaluation()).isEqualTo("some");
    assertThat(report.images()).isEqualTo(8);
    assertThat(report.protocol()).isEqualTo("said");
    assertThat(report.number("value")).isEqualTo(0.25);
  }

  @Test
  void aKeyIsAddedToACopy() {
    Report report = Report.of("some", body());
    Report more = report.with("encoder", "abc");
    assertThat(more.json().path("encoder").asText()).isEqualTo("abc");
    assertThat(more.evaluation()).isEqualTo("some");
    assertThat(report.json().has("encoder")).isFalse();
  }

  @Test
  void theBodyIsAllButTheName() {
    Report report = Report.of("some", body());
    assertThat(report.body().properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactly("images", "protocol", "value");
    assertThat(report.evaluation()).isEqualTo("some");
  }

  @Test
  void whatEveryReportHasIsRequired() {
    for (String key : new String[] {"images", "protocol"}) {
      ObjectNode less = body();
      less.remove(key);
      assertThatThrownBy(() -> Report.of("some", less))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a report's " + key + " must be ");
    }
    assertThatThrownBy(() -> new Report(body())).hasMessage("a report's evaluation must be a text");
  }

  @Test
  void sharesArePercent() {
    assertThat(Percent.of(0.4321)).isEqualTo("43.2 %");
    assertThat(Percent.precise(0.4321)).isEqualTo("43.21 %");
  }

  @Test
  void aShareHasAsManyDigitsAsItNeeds() {
    assertThat(Percent.plain(0.3)).isEqualTo("30 %");
    assertThat(Percent.plain(0.0025)).isEqualTo("0.25 %");
    assertThat(Percent.plain(1)).isEqualTo("100 %");
    assertThat(Percent.plain(0.123456)).isEqualTo("12.35 %");
    assertThat(Percent.interval(Json.object().put("a_low", 0.125).put("a_high", 0.5), "a"))
        .isEqualTo("12.5 % to 50.0 %");
  }

  /** Once, also where the protocol names it already; pixels have none. */
  @Test
  void theEpochIsAddedToTheProtocol() {
    Report report = Report.of("some", body());
    assertThat(report.of("12").protocol()).isEqualTo("said, epoch 12");
    assertThat(report.of("12").json().path("epoch").textValue()).isEqualTo("12");
    assertThat(report.of("12").of("12").protocol()).isEqualTo("said, epoch 12");
    assertThat(report.of("best").protocol()).isEqualTo("said, best epoch");
    assertThat(report.of("untrained").protocol()).isEqualTo("said, untrained network");
    assertThat(report.of("none").protocol()).isEqualTo("said");
    assertThat(report.of("none").json().path("epoch").textValue()).isEqualTo("none");
  }
}
