package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.Network;
import org.likeness.error.RunException;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class ParallelForwardTest {
  private int threads;

  @BeforeEach
  void three() {
    threads = Torch.threads();
    Torch.setThreads(3);
  }

  @AfterEach
  void asBefore() {
    Torch.setThreads(threads);
  }

  /** Doubles its input, and notes on which threads, with how many for an operation, how much. */
  private record Doubling(List<String> calls) implements Embedder {
    @Override
    public FeatureKind kind() {
      return FeatureKind.PIXELS;
    }

    @Override
    public Preprocessing preprocessing() {
      return Encoders.INPUTS;
    }

    @Override
    public Optional<Network> network() {
      return Optional.empty();
    }

    @Override
    public Tensor vectors(Tensor images) {
      calls.add(Thread.currentThread().getName() + " " + Torch.threads() + " " + images.size(0));
      if (Tensors.floats(images.min())[0] < 0) {
        throw new IllegalStateException("below zero");
      }
      return images.add(images);
    }

    @Override
    public int dimension() {
      return 2;
    }
  }

  private static Doubling doubling() {
    return new Doubling(Collections.synchronizedList(new ArrayList<>()));
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "4, 2 2", "5, 2 3", "6, 2 2 2", "8, 2 3 3"})
  void slicesGoToThreadsThatComputeAlone(int size, String counts) {
    Doubling doubling = doubling();
    try (Scope scope = Scope.openNoGrad();
        ParallelForward forward = new ParallelForward(doubling)) {
      float[] numbers = new float[2 * size];
      float[] doubled = new float[2 * size];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i;
        doubled[i] = 2 * i;
      }
      Tensor rows = forward.vectors(Tensors.of(numbers, size, 2));
      assertThat(Tensors.floats(rows)).containsExactly(doubled);
    }
    List<String> slices = doubling.calls();
    assertThat(slices.stream().map(call -> call.substring(call.lastIndexOf(' ') + 1)).sorted())
        .containsExactlyElementsOf(List.of(counts.split(" ", -1)));
    if (slices.size() > 1) {
      assertThat(slices).allMatch(call -> call.matches("likeness-forward-[123] 1 \\d"));
    } else {
      assertThat(slices.get(0)).isEqualTo(Thread.currentThread().getName() + " 3 3");
    }
  }

  @Test
  void otherThreadsKeepTheirNumber() throws ExecutionException, InterruptedException {
    try (ParallelForward forward = new ParallelForward(doubling())) {
      assertThat(Torch.threads()).isEqualTo(3);
      CompletableFuture<Integer> young = new CompletableFuture<>();
      Thread thread = new Thread(() -> young.complete(Torch.threads()));
      thread.start();
      assertThat(young.get()).isEqualTo(3);
      thread.join();
    }
  }

  @Test
  void networkGivesTheSameVectors() {
    Encoder encoder = Encoders.small();
    encoder.network().train(false);
    Embedder embedder = new NetworkEmbedder(encoder, FeatureKind.HEAD);
    try (Scope scope = Scope.openNoGrad();
        ParallelForward forward = new ParallelForward(embedder)) {
      Tensor images = torch.randn(13, 3, 8, 8);
      assertThat(Tensors.floats(forward.vectors(images)))
          .containsExactly(Tensors.floats(embedder.vectors(images)), within(1e-5f));
    }
  }

  @Test
  void failureOfASliceIsToldAndNothingIsLeft() {
    try (ParallelForward forward = new ParallelForward(doubling())) {
      long before = LivePointers.settled();
      try (Scope scope = Scope.openNoGrad()) {
        Tensor images = Tensors.of(new float[] {1, 1, 1, 1, -1, 1, 1, 1}, 4, 2);
        assertThatThrownBy(() -> forward.vectors(images))
            .isInstanceOf(RunException.class)
            .hasMessageContaining("below zero");
        assertThat(Tensors.floats(forward.vectors(images.abs()))).containsOnly(2);
      }
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void interruptIsKeptAndTheBatchFinished() {
    try (Scope scope = Scope.openNoGrad();
        ParallelForward forward = new ParallelForward(doubling())) {
      Thread.currentThread().interrupt();
      float[] rows = Tensors.floats(forward.vectors(torch.ones(6, 2)));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(rows).hasSize(12).containsOnly(2);
    }
  }
}
