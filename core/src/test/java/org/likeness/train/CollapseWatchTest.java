package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.likeness.io.Json;

final class CollapseWatchTest {
  private static EpochSums epoch(double loss, double spread) {
    ObjectNode json = Json.object();
    json.put("steps", 1).put("images", 8).put("loss", loss).put("spread", spread);
    return EpochSums.read(json.put("seconds", 1).put("lr", 0.1));
  }

  /** Within half a percent of the value, and not a little beyond. */
  @Test
  void aLossNearTheCollapsedOneIsWarnedAboutFromTheGivenEpochOn() {
    CollapseWatch watch = new CollapseWatch(OptionalDouble.of(8), 3);
    assertThat(watch.examine(2, epoch(8, 1))).isEmpty();
    assertThat(watch.examine(3, epoch(8.039, 0.49)))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("the loss is 8.0000, its value when all"));
    assertThat(watch.examine(3, epoch(8.041, 0.49))).isEmpty();
  }

  /** Embeddings that differ have not collapsed: nothing was learned. */
  @Test
  void withAWideSpreadNothingWasLearned() {
    CollapseWatch watch = new CollapseWatch(OptionalDouble.of(8), 3);
    assertThat(watch.examine(3, epoch(8.039, 0.5)))
        .hasValue(
            "the loss is 8.0390, about that of embeddings that tell no image from another (8.0000): train for more epochs, or with another learning rate");
  }

  /** BYOL's loss is 0 and SimSiam's -1 when all is well, too. */
  @Test
  void withoutCollapsedLossTheSpreadAloneTells() {
    CollapseWatch watch = new CollapseWatch(OptionalDouble.empty(), 1);
    assertThat(watch.examine(5, epoch(0, 0.101))).isEmpty();
    assertThat(watch.examine(0, epoch(0, 0.099)))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("the embeddings of different images are nearly equal (spread"));
  }
}
