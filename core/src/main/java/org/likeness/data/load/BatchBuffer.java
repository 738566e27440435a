package org.likeness.data.load;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.data.SkippedImage;
import org.likeness.torch.Scope;

/**
 * The tensors of one batch, which are reused. Workers write into their memory through direct
 * buffers and never touch a tensor; only the training thread makes, narrows and closes tensors.
 */
final class BatchBuffer implements AutoCloseable {
  /** An image that failed: its number in the data set and what to report. */
  record Failure(int image, SkippedImage skipped) {}

  /** The most floats that a direct buffer can hold, since its bytes are counted by an int. */
  private static final int MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

  private final List<Tensor> views = new ArrayList<>();
  private final List<ViewMemory> viewMemory = new ArrayList<>();
  private final Tensor indices;
  private final Tensor targets;
  private final LongBuffer indexMemory;
  private final LongBuffer targetMemory;
  private final SortedMap<Integer, Failure> failures = new ConcurrentSkipListMap<>();
  private final List<Tensor> borrowed = new ArrayList<>();
  private boolean hasTargets;
  private int size;

  BatchBuffer(Views shapes, int capacity) {
    this(shapes, capacity, MOST_FLOATS);
  }

  /** With fewer floats in each direct buffer. */
  BatchBuffer(Views shapes, int capacity, int mostFloats) {
    this.indices = longs(capacity);
    this.targets = longs(capacity);
    this.indexMemory = memory(indices, capacity);
    this.targetMemory = memory(targets, capacity);
    try {
      for (View view : shapes.views()) {
        Tensor tensor = Scope.outside(() -> torch.empty(withBatch(view.shape(), capacity)));
        views.add(tensor);
        viewMemory.add(ViewMemory.of(tensor, view.length(), capacity, mostFloats));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * The memory of one view's tensor, which may be larger than one direct buffer: so many whole
   * examples are in each.
   */
  private record ViewMemory(List<FloatBuffer> parts, int examples, int length) {
    static ViewMemory of(Tensor tensor, int length, int capacity, int mostFloats) {
      int examples = Math.max(1, mostFloats / length);
      List<FloatBuffer> parts = new ArrayList<>();
      try (FloatPointer whole = tensor.data_ptr_float()) {
        for (int from = 0; from < capacity; from += examples) {
          long floats = (long) Math.min(examples, capacity - from) * length;
          try (FloatPointer part = whole.getPointer((long) from * length)) {
            parts.add(part.capacity(floats).asBuffer());
          }
        }
      }
      return new ViewMemory(parts, examples, length);
    }

    FloatBuffer place(int position) {
      return parts.get(position / examples).slice(position % examples * length, length);
    }

    void move(int source, int target) {
      parts
          .get(target / examples)
          .duplicate()
          .position(target % examples * length)
          .put(place(source));
    }
  }

  private static Tensor longs(int capacity) {
    try (TensorOptions type = Scope.outside(() -> new TensorOptions(ScalarType.Long))) {
      return Scope.outside(() -> torch.empty(new long[] {capacity}, type, null));
    }
  }

  private static LongBuffer memory(Tensor tensor, int capacity) {
    return tensor.data_ptr_long().capacity(capacity).asBuffer();
  }

  private static long[] withBatch(long[] shape, int capacity) {
    long[] whole = new long[shape.length + 1];
    whole[0] = capacity;
    System.arraycopy(shape, 0, whole, 1, shape.length);
    return whole;
  }

  /** Prepares for the images {@code [from, from + count)} of a plan. */
  void begin(Plan plan, int from, int count) {
    failures.clear();
    size = count;
    hasTargets = plan.targets().length > 0;
    for (int i = 0; i < count; i++) {
      indexMemory.put(i, plan.indices()[from + i]);
      if (hasTargets) {
        targetMemory.put(i, plan.targets()[from + i]);
      }
    }
  }

  /**
   * The memory for one view of the image in place {@code position}; different threads may write to
   * different places.
   */
  FloatBuffer place(int view, int position) {
    return viewMemory.get(view).place(position);
  }

  void fail(int position, Failure failure) {
    failures.put(position, failure);
  }

  List<Failure> failures() {
    return List.copyOf(failures.values());
  }

  /** Closes the gaps of failed images, in order; called once, after all images are done. */
  void compact() {
    int target = 0;
    for (int source = 0; source < size; source++) {
      if (!failures.containsKey(source)) {
        if (target != source) {
          move(source, target);
        }
        target++;
      }
    }
    size = target;
  }

  private void move(int source, int target) {
    viewMemory.forEach(memory -> memory.move(source, target));
    indexMemory.put(target, indexMemory.get(source));
    targetMemory.put(target, targetMemory.get(source));
  }

  int size() {
    return size;
  }

  /** The batch for the training thread, valid until {@link #giveBack}. */
  Batch batch() {
    List<Tensor> filled = views.stream().map(this::filled).toList();
    return new Batch(
        filled, filled(indices), hasTargets ? Optional.of(filled(targets)) : Optional.empty());
  }

  private Tensor filled(Tensor tensor) {
    if (tensor.size(0) == size) {
      return tensor;
    }
    Tensor narrow = Scope.outside(() -> tensor.narrow(0, 0, size));
    borrowed.add(narrow);
    return narrow;
  }

  /** Frees what {@link #batch} returned. */
  void giveBack() {
    borrowed.forEach(Tensor::close);
    borrowed.clear();
  }

  @Override
  public void close() {
    giveBack();
    views.forEach(Tensor::close);
    indices.close();
    targets.close();
  }
}
