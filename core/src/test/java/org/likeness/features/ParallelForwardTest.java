package org.likeness.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.Network;
import org.likeness.error.InputException;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class ParallelForwardTest {
  private static final int THREADS = 3;
  private int before;

  @BeforeEach
  void three() {
    before = Torch.threads();
    Torch.setThreads(THREADS);
  }

  @AfterEach
  void asBefore() {
    Torch.setThreads(before);
  }

  /**
   * Doubles its input; slices wait for each other, so that no thread can take two. Notes thread,
   * threads of an operation, and images of each call.
   */
  private static final class Doubling implements Network {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final CyclicBarrier together;

    Doubling(int slices) {
      together = new CyclicBarrier(slices);
    }

    @Override
    public Tensor embedding(Tensor images) {
      calls.add(Thread.currentThread().getName() + " " + Torch.threads() + " " + images.size(0));
      try {
        together.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("the other slices did not come", e);
      }
      if (Tensors.floats(images.min())[0] < 0) {
        throw new InputException("below zero");
      }
      return images.add(images);
    }

    @Override
    public Tensor features(Tensor images) {
      return embedding(images);
    }

    @Override
    public LinkedHashMap<String, Tensor> stages(Tensor images) {
      return new LinkedHashMap<>(); // it has none
    }

    @Override
    public int featureSize() {
      return 2;
    }

    @Override
    public int embeddingSize() {
      return 2;
    }

    @Override
    public void train(boolean training) {}

    @Override
    public void bfloat16(boolean on) {}

    @Override
    public boolean isTraining() {
      return false;
    }

    @Override
    public Map<String, Tensor> weights() {
      return Map.of();
    }

    @Override
    public Map<String, String> description() {
      return Map.of();
    }
  }

  private static ParallelForward forward(Network network) {
    return new ParallelForward(
        new NetworkEmbedder(new Encoder(network, Encoders.INPUTS), FeatureKind.HEAD));
  }

  private static float[] numbers(int count, int times) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = times * i;
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({"6, 2 2 2", "7, 2 2 3", "8, 2 3 3", "100, 33 33 34"})
  void slicesGoToThreadsThatComputeAlone(int size, String counts) {
    Doubling doubling = new Doubling(THREADS);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = forward(doubling).vectors(Tensors.of(numbers(2 * size, 1), size, 2));
      assertThat(Tensors.floats(rows)).containsExactly(numbers(2 * size, 2));
    }
    assertThat(doubling.calls.stream().map(call -> call.substring(call.lastIndexOf(' ') + 1)))
        .containsExactlyInAnyOrderElementsOf(List.of(counts.split(" ", -1)));
    assertThat(doubling.calls.stream().map(call -> call.substring(0, call.lastIndexOf(' '))))
        .containsExactlyInAnyOrder(
            "likeness-single-1 1", "likeness-single-2 1", "likeness-single-3 1");
  }

  @Test
  void smallBatchesAndOneThreadAreNotCut() {
    Doubling doubling = new Doubling(1);
    try (Scope scope = Scope.openNoGrad()) {
      assertThat(Tensors.floats(forward(doubling).vectors(Tensors.of(numbers(10, 1), 5, 2))))
          .containsExactly(numbers(10, 2));
      Torch.setThreads(1);
      forward(doubling).vectors(Tensors.of(numbers(200, 1), 100, 2));
    }
    String own = Thread.currentThread().getName();
    assertThat(doubling.calls).containsExactly(own + " 3 5", own + " 1 100");
  }

  @Test
  void otherThreadsKeepTheirNumber() throws InterruptedException {
    try (Scope scope = Scope.openNoGrad()) {
      forward(new Doubling(THREADS)).vectors(Tensors.of(numbers(12, 1), 6, 2));
    }
    assertThat(Torch.threads()).isEqualTo(THREADS);
    List<Integer> young = Collections.synchronizedList(new ArrayList<>());
    Thread thread = new Thread(() -> young.add(Torch.threads()));
    thread.start();
    thread.join();
    assertThat(young).containsExactly(THREADS);
  }

  /** Through the loop that all embeddings come from, whose network is a real one. */
  @ParameterizedTest
  @EnumSource(names = {"HEAD", "BACKBONE"})
  void extractionGivesTheSameVectorsInSlices(FeatureKind kind) {
    Embedder embedder = new NetworkEmbedder(Encoders.small(), kind);
    assertThat(new ParallelForward(embedder).cuts(8)).isTrue();
    Features features = new Features(embedder, LoaderOptions.everyImage(8));
    Vectors sliced = features.of(new SmallImages(21, true), FeatureProgress.NONE);
    Vectors again = features.of(new SmallImages(21, true), FeatureProgress.NONE);
    Torch.setThreads(1);
    Vectors whole = features.of(new SmallImages(21, true), FeatureProgress.NONE);
    assertThat(Tensors.floats(sliced.matrix()))
        .containsExactly(Tensors.floats(whole.matrix()), within(1e-5f))
        .containsExactly(Tensors.floats(again.matrix()));
  }

  @Test
  void pixelsAreNotCut() {
    assertThat(new ParallelForward(new PixelEmbedder(Encoders.INPUTS)).cuts(100)).isFalse();
  }

  @Test
  void failuresKeepTheirTypeAndNothingIsLeft() {
    ParallelForward forward = forward(new Doubling(THREADS));
    long living = LivePointers.settled();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = Tensors.of(new float[] {-1, 1, 1, 1, -1, 1, 1, 1, 1, 1, 1, 1}, 6, 2);
      assertThatThrownBy(() -> forward.vectors(images))
          .isInstanceOf(InputException.class)
          .hasMessage("below zero")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      assertThat(Tensors.floats(forward.vectors(images.abs()))).containsOnly(2);
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(living);
  }

  @Test
  void interruptIsKeptAndTheBatchFinished() {
    try (Scope scope = Scope.openNoGrad()) {
      Thread.currentThread().interrupt();
      Tensor rows = forward(new Doubling(THREADS)).vectors(Tensors.of(numbers(12, 1), 6, 2));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(Tensors.floats(rows)).containsExactly(numbers(12, 2));
    } finally {
      Thread.interrupted();
    }
  }
}
