package org.likeness.data.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.data.SkippedImage;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class BatchBufferTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** A view that is never rendered. */
  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Shape(long... shape) implements View {
    @Override
    public void render(Image image, RandomStream random, float[] out, int offset) {
      throw new IllegalStateException("not here");
    }
  }

  /** Fourteen floats hold two examples of the larger view, seven of the smaller. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 14, 1000})
  void anyNumberOfDirectBuffersGivesTheSameBatch(int mostFloats) {
    Views views = Views.of(new Shape(1, 2, 3), new Shape(2));
    try (BatchBuffer buffer = new BatchBuffer(views, 7, mostFloats)) {
      buffer.begin(Plan.of(new int[] {10, 11, 12, 13, 14, 15, 16}), 0, 7);
      for (int position : new int[] {6, 0, 3, 4, 2}) {
        buffer.place(0, position).put(filled(6, position));
        buffer.place(1, position).put(filled(2, -position));
      }
      for (int broken : new int[] {1, 5}) {
        buffer.fail(broken, new BatchBuffer.Failure(broken, new SkippedImage("one", "broken")));
      }
      buffer.compact();
      Batch batch = buffer.batch();
      assertThat(Tensors.longs(batch.indices())).containsExactly(10, 12, 13, 14, 16);
      int row = 0;
      for (int position : new int[] {0, 2, 3, 4, 6}) {
        assertThat(Tensors.floats(batch.view(0).select(0, row))).isEqualTo(filled(6, position));
        assertThat(Tensors.floats(batch.view(1).select(0, row))).isEqualTo(filled(2, -position));
        row++;
      }
    }
  }

  private static float[] filled(int length, float value) {
    float[] example = new float[length];
    Arrays.fill(example, value);
    return example;
  }

  /** 2.5 GB, of which the system gives only the pages that are written. */
  @Test
  void aBatchMayBeLargerThanADirectBuffer() {
    int length = 3 * 224 * 224;
    int last = 4095;
    try (BatchBuffer buffer = new BatchBuffer(Views.of(new Shape(3, 224, 224)), last + 1)) {
      buffer.begin(Plan.of(IntStream.range(0, last + 1).toArray()), 0, last + 1);
      int[] positions = {0, 3565, 3566, last};
      for (int position : positions) {
        buffer.place(0, position).put(filled(length, position));
      }
      try (Scope scope = Scope.openNoGrad()) {
        for (int position : positions) {
          Tensor row = buffer.batch().view(0).select(0, position);
          assertThat(row.min().item_float()).isEqualTo(position);
          assertThat(row.max().item_float()).isEqualTo(position);
        }
      }
    }
  }
}
