package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.Fixture;
import org.likeness.torch.Torch;

/**
 * {@link Collapse} against {@code collapse}, and against the losses themselves on equal rows (1e-9
 * relative, in double).
 */
final class CollapseFixtureTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void closedForms() {
    List<String> left = new ArrayList<>();
    for (JsonNode row : Fixture.read("collapse").json().get("table")) {
      String loss = row.get("loss").asText();
      OptionalDouble value = closedForm(loss, row.get("parameters"));
      if (value.isEmpty()) {
        left.add(loss);
        continue;
      }
      double expected = row.get("value").doubleValue();
      assertThat(value.getAsDouble())
          .as(row.toString())
          .isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    }
    assertThat(left).isSubsetOf("byol", "simsiam");
  }

  /** Empty for the losses of methods whose value is that of a success too (BYOL, SimSiam). */
  private static OptionalDouble closedForm(String loss, JsonNode p) {
    return switch (loss) {
      case "simclr_ntxent" -> OptionalDouble.of(Collapse.ntXent(p.get("batch").intValue()));
      case "invaspread" ->
          OptionalDouble.of(Collapse.instanceSpreading(p.get("batch").intValue(), 1));
      case "invaspread_paper" ->
          OptionalDouble.of(Collapse.instanceSpreadingPaper(p.get("batch").intValue()));
      case "moco_v3" ->
          OptionalDouble.of(Collapse.mocoV3(p.get("batch").intValue(), p.get("tau").doubleValue()));
      case "moco" -> OptionalDouble.of(Collapse.oneAmong(p.get("queue_size").intValue()));
      case "instdisc_nce" -> OptionalDouble.of(Collapse.noiseContrastive(p.get("m").intValue()));
      case "cmc" -> OptionalDouble.of(2 * Collapse.noiseContrastive(p.get("m").intValue()));
      case "cmc_softmax" -> OptionalDouble.of(2 * Collapse.oneAmong(p.get("m").intValue()));
      case "instdisc_softmax" -> OptionalDouble.of(Collapse.softmax(p.get("n").intValue()));
      case "swav" -> OptionalDouble.of(Collapse.softmax(p.get("prototypes_count").intValue()));
      case "dino" -> OptionalDouble.of(Collapse.softmax(p.get("out_dim").intValue()));
      case "cpc_step" ->
          OptionalDouble.of(
              Collapse.cpcStep(
                  p.get("batch").intValue(),
                  p.get("height").intValue(),
                  p.get("width").intValue()));
      case "triplet" -> OptionalDouble.of(Collapse.triplet(p.get("margin").doubleValue()));
      case "vicreg_paper" -> OptionalDouble.of(vicReg(VarianceCovariance.Form.PAPER));
      case "vicreg_code" -> OptionalDouble.of(vicReg(VarianceCovariance.Form.RELEASED));
      default -> OptionalDouble.empty();
    };
  }

  private static double vicReg(VarianceCovariance.Form form) {
    return new VarianceCovariance(form, 25, 25, 1).collapsed();
  }

  @Test
  void lossesOnEqualRowsSitThere() {
    int n = 50;
    Tensor one = Inputs.unitRows(3, 1, 16, ScalarType.Double);
    Tensor bank = one.repeat(n, 1);
    Tensor v = one.repeat(6, 1);
    close(
        new NonParametricSoftmax(0.07, 16).loss(v, Inputs.indices(1, n, 6), bank),
        Collapse.softmax(n));
    NoiseContrastive nce = new NoiseContrastive(0.07, 0);
    Tensor candidates = Inputs.indices(2, n, 6, 13);
    double z = NoiseContrastive.estimateZ(nce.scores(v, candidates, bank), n);
    close(nce.loss(v, candidates, bank, z), Collapse.noiseContrastive(12));
    close(
        new InstanceSpreading(Spreading.RELEASED, 0.1, 1).loss(v, v),
        Collapse.instanceSpreading(6, 1));
    close(
        new InstanceSpreading(Spreading.FULL, 0.1, 2.5).loss(v, v),
        Collapse.instanceSpreading(6, 2.5));
    close(
        new InstanceSpreading(Spreading.PAPER, 0.1, 1).loss(v, v),
        Collapse.instanceSpreadingPaper(6));
    close(new NtXent(0.5).loss(v, v), Collapse.ntXent(6));
    assertThat(Proximal.loss(v, v).item_double()).isEqualTo(0);
  }

  @Test
  void oneImageHasNothingToBeToldFrom() {
    assertThat(Collapse.instanceSpreading(1, 1)).isEqualTo(0);
    assertThat(Collapse.instanceSpreadingPaper(1)).isEqualTo(0);
    Tensor v = Inputs.unitRows(3, 1, 16, ScalarType.Double);
    close(new InstanceSpreading(Spreading.RELEASED, 0.1, 1).loss(v, v), 0);
    close(new InstanceSpreading(Spreading.PAPER, 0.1, 1).loss(v, v), 0);
  }

  private static void close(Tensor loss, double expected) {
    assertThat(loss.item_double())
        .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
  }
}
