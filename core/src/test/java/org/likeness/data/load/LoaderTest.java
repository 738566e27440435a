package org.likeness.data.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.FakeDataset;
import org.likeness.data.FakeView;
import org.likeness.data.LimitedDataset;
import org.likeness.data.Plan;
import org.likeness.data.ShuffledSampler;
import org.likeness.data.SkippedImage;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.image.Image;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

final class LoaderTest implements NoWorkerIsLeft {
  private static final long LITTLE = 100_000_000; // bytes
  private static final RandomSource RANDOM = new RandomSource(3);
  private static final Views TWO_SIZES = Views.of(new FakeView(4, false), new FakeView(2, false));

  /** A batch as Java numbers. */
  private record Numbers(List<Long> indices, List<List<Float>> views, List<Long> targets) {
    static Numbers of(Batch batch) {
      return new Numbers(
          longs(batch.indices()),
          batch.views().stream().map(view -> floats(Tensors.floats(view))).toList(),
          batch.targets().map(Numbers::longs).orElse(List.of()));
    }

    private static List<Long> longs(Tensor tensor) {
      return Arrays.stream(Tensors.longs(tensor)).boxed().toList();
    }

    private static List<Float> floats(float[] values) {
      List<Float> list = new ArrayList<>();
      for (float value : values) {
        list.add(value);
      }
      return list;
    }
  }

  @Test
  void batchesBeyondTheMemoryAreRefused() {
    assertThatThrownBy(
            () ->
                new Loader(
                    new FakeDataset(3), TWO_SIZES, LoaderOptions.training(2_000_000_000), RANDOM))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "holding 4 batches of 2,000,000,000 images needs 1,920\\.0 GB of memory but this machine has [0-9,.]+ GB:"
                + " lower the batch or the size of the views");
  }

  private static List<Numbers> epoch(
      Dataset dataset, Views views, LoaderOptions options, Plan plan, int epoch, int first) {
    List<Numbers> batches = new ArrayList<>();
    try (Loader loader = new Loader(dataset, views, options, RANDOM);
        LoaderEpoch open = loader.open(plan, epoch, first)) {
      for (Optional<Batch> batch = open.next(); batch.isPresent(); batch = open.next()) {
        try (Scope scope = Scope.open()) {
          batches.add(Numbers.of(batch.get()));
        }
      }
    }
    return batches;
  }

  @Test
  void workersDoNotChangeABatch() {
    FakeDataset dataset = new FakeDataset(23, 4);
    Plan plan = new ShuffledSampler(23, RANDOM).plan(1);
    LoaderOptions options = LoaderOptions.everyImage(5);
    List<Numbers> one = epoch(dataset, TWO_SIZES, options.withWorkers(1), plan, 1, 0);

    assertThat(one).hasSize(5);
    assertThat(one.stream().mapToInt(b -> b.indices().size()).sum()).isEqualTo(22);
    assertThat(epoch(dataset, TWO_SIZES, options.withWorkers(2), plan, 1, 0)).isEqualTo(one);
    assertThat(epoch(dataset, TWO_SIZES, options.withWorkers(5).withPrefetch(0), plan, 1, 0))
        .isEqualTo(one);
    assertThat(epoch(dataset, TWO_SIZES, options.withWorkers(2), plan, 2, 0)).isNotEqualTo(one);
    LoaderOptions helped = LoaderOptions.training(5).withDropLast(false);
    assertThat(epoch(dataset, TWO_SIZES, helped.withWorkers(1), plan, 1, 0)).isEqualTo(one);
    assertThat(epoch(dataset, TWO_SIZES, helped.withWorkers(1), plan, 1, 3))
        .isEqualTo(one.subList(3, 5));
  }

  @Test
  void rowsBelongToTheirIndices() {
    Plan plan = new ShuffledSampler(11, RANDOM).plan(0);
    List<Numbers> batches =
        epoch(new FakeDataset(11), TWO_SIZES, LoaderOptions.everyImage(4), plan, 0, 0);

    assertThat(
            batches.stream().flatMap(b -> b.indices().stream()).mapToInt(Long::intValue).toArray())
        .isEqualTo(plan.indices());
    for (Numbers batch : batches) {
      for (int i = 0; i < batch.indices().size(); i++) {
        assertThat(batch.views().get(0).get(i * 48)).isEqualTo(batch.indices().get(i) * 7f);
        assertThat(batch.views().get(1).get(i * 12)).isEqualTo(batch.indices().get(i) * 7f);
      }
    }
  }

  @Test
  void shapesAndDrops() {
    LoaderOptions options = LoaderOptions.training(4);
    Plan plan = Plan.of(IntStream.range(0, 10).toArray());
    try (Loader loader =
            new Loader(new FakeDataset(10), TWO_SIZES, options.withDropLast(false), RANDOM);
        LoaderEpoch open = loader.open(plan, 0, 0)) {
      Batch first = open.next().orElseThrow();
      assertThat(first.size()).isEqualTo(4);
      assertThat(first.targets()).isEmpty();
      assertThat(Tensors.shape(first.view(0))).containsExactly(4, 3, 4, 4);
      assertThat(Tensors.shape(first.view(1))).containsExactly(4, 3, 2, 2);
      open.next();
      Batch last = open.next().orElseThrow();
      assertThat(last.size()).isEqualTo(2);
      assertThat(Tensors.shape(last.view(1))).containsExactly(2, 3, 2, 2);
      assertThat(open.next()).isEmpty();
      assertThat(open.next()).isEmpty();
    }
    assertThat(epoch(new FakeDataset(10), TWO_SIZES, options, plan, 0, 0)).hasSize(2);
    assertThat(
            epoch(
                new FakeDataset(9),
                TWO_SIZES,
                options.withDropLast(false),
                Plan.of(IntStream.range(0, 9).toArray()),
                0,
                0))
        .hasSize(2);
    assertThat(
            epoch(
                new FakeDataset(9),
                TWO_SIZES,
                LoaderOptions.everyImage(4),
                Plan.of(IntStream.range(0, 9).toArray()),
                0,
                0))
        .hasSize(3);
  }

  @Test
  void resumesWithoutRenderingWhatCameBefore() {
    Plan plan = new ShuffledSampler(20, RANDOM).plan(7);
    LoaderOptions options = LoaderOptions.everyImage(3).withWorkers(2);
    List<Numbers> whole = epoch(new FakeDataset(20), TWO_SIZES, options, plan, 7, 0);
    FakeDataset second = new FakeDataset(20);

    assertThat(epoch(second, TWO_SIZES, options, plan, 7, 4)).isEqualTo(whole.subList(4, 7));
    assertThat(second.loads.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(plan.indices()).skip(12).boxed().toList());
    assertThat(epoch(second, TWO_SIZES, options, plan, 7, 7)).isEmpty();
  }

  @Test
  void decodesOnceForAllViews() {
    FakeDataset dataset = new FakeDataset(9);
    epoch(
        dataset,
        Views.of(new FakeView(2, false), new FakeView(2, true)),
        LoaderOptions.everyImage(4),
        Plan.of(range(9)),
        0,
        0);
    assertThat(dataset.loads.values()).hasSize(9).allMatch(count -> count.get() == 1);
  }

  @Test
  void partnerViewsLookAtThePartner() {
    int[] partners = {3, 2, 1, 3};
    Plan plan = new Plan(range(4), partners, new long[] {8, 6, 7, 5});
    Views views = Views.of(new FakeView(2, false), new FakeView(2, true));
    Numbers batch =
        epoch(new FakeDataset(4), views, LoaderOptions.everyImage(4), plan, 0, 0).get(0);

    for (int i = 0; i < 4; i++) {
      assertThat(batch.views().get(0).get(i * 12)).isEqualTo(i * 7f);
      assertThat(batch.views().get(1).get(i * 12)).isEqualTo(partners[i] * 7f);
    }
    assertThat(batch.targets()).containsExactly(8L, 6L, 7L, 5L);
  }

  @Test
  void brokenImagesLeaveTheirBatch() {
    Dataset dataset = new LimitedDataset(new FakeDataset(12, 1, 4, 5, 7), 0.5);
    LoaderOptions options = LoaderOptions.training(4).withWorkers(3);
    try (Loader loader = new Loader(dataset, TWO_SIZES, options, RANDOM)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        List<List<Long>> indices = new ArrayList<>();
        Plan plan =
            new Plan(range(12), range(12), IntStream.range(100, 112).asLongStream().toArray());
        try (LoaderEpoch open = loader.open(plan, epoch, 0)) {
          for (Optional<Batch> batch = open.next(); batch.isPresent(); batch = open.next()) {
            Numbers numbers = Numbers.of(batch.get());
            indices.add(numbers.indices());
            assertThat(numbers.targets())
                .isEqualTo(numbers.indices().stream().map(i -> i + 100).toList());
            assertThat(numbers.views().get(0)).hasSize(numbers.indices().size() * 48);
            for (int i = 0; i < numbers.indices().size(); i++) {
              assertThat(numbers.views().get(0).get(i * 48))
                  .isEqualTo(numbers.indices().get(i) * 7f);
            }
          }
          assertThat(open.position()).isEqualTo(3);
        }
        // The second batch has one image left and is passed over.
        assertThat(indices).containsExactly(List.of(0L, 2L, 3L), List.of(8L, 9L, 10L, 11L));
      }
      assertThat(loader.skipped())
          .extracting(SkippedImage::id)
          .as("each once, though there were two epochs")
          .containsExactly("image-1", "image-4", "image-5", "image-7");
      assertThat(loader.skipped().get(0).reason()).isEqualTo("image-1 is broken");
    }
  }

  @Test
  void aBrokenPartnerIsTheOneReported() {
    Plan plan = new Plan(range(3), new int[] {3, 2, 1}, new long[0]);
    try (Loader loader =
            new Loader(
                new LimitedDataset(new FakeDataset(4, 3), 1),
                Views.of(new FakeView(2, true)),
                LoaderOptions.everyImage(3),
                RANDOM);
        LoaderEpoch open = loader.open(plan, 0, 0)) {
      assertThat(Numbers.of(open.next().orElseThrow()).indices()).containsExactly(1L, 2L);
      assertThat(open.skipped()).extracting(SkippedImage::id).containsExactly("image-3");
    }
  }

  @Test
  void tooManyBrokenImagesStopTheRun() {
    LoaderOptions options = LoaderOptions.everyImage(10);
    assertThat(epoch(new FakeDataset(20, 3), TWO_SIZES, options, Plan.of(range(20)), 0, 0))
        .hasSize(2);
    assertThatThrownBy(
            () -> epoch(new FakeDataset(20, 3, 15), TWO_SIZES, options, Plan.of(range(20)), 0, 0))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "2 of the 20 images of fake cannot be decoded, more than the allowed share of 5 %: image-3 (image-3 is broken), "
                + "image-15 (image-15 is broken); fix or remove them, or raise data.max-skipped");
  }

  @Test
  void theShareIsOneOfTheWholeAndCountsWhatAllPartsFind() {
    Dataset whole = new LimitedDataset(new FakeDataset(40, 0, 20, 39), 0.05);
    LoaderOptions options = LoaderOptions.everyImage(10);
    Subset small = new Subset(whole, new int[] {0, 1, 2}, "small part");
    Subset large = new Subset(whole, IntStream.range(3, 30).toArray(), "large part");
    for (int again = 0; again < 2; again++) { // an image counts once, however often it is met
      assertThat(epoch(small, TWO_SIZES, options, Plan.of(range(3)), 0, 0)).hasSize(1);
      assertThat(epoch(large, TWO_SIZES, options, Plan.of(range(27)), 0, 0)).hasSize(3);
    }
    assertThat(whole.skips().orElseThrow().images())
        .extracting(SkippedImage::id)
        .containsExactly("image-0", "image-20");
    Subset last = new Subset(whole, new int[] {38, 39}, "last part");
    assertThatThrownBy(() -> epoch(last, TWO_SIZES, options, Plan.of(range(2)), 0, 0))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(
            "3 of the 40 images of fake cannot be decoded, more than the allowed share of 5 %: image-0 (");
  }

  @Test
  void batchesOutliveTheStepsScope() {
    Plan plan = Plan.of(range(40));
    try (Loader loader =
        new Loader(
            new FakeDataset(40), TWO_SIZES, LoaderOptions.everyImage(3).withPrefetch(2), RANDOM)) {
      long before = LivePointers.settled();
      for (int epoch = 0; epoch < 3; epoch++) {
        try (LoaderEpoch open = loader.open(plan, epoch, 0)) {
          boolean more = true;
          while (more) {
            try (Scope scope = Scope.open()) {
              Optional<Batch> batch = open.next();
              batch.ifPresent(b -> assertThat(b.view(0).mul(b.view(0)).isNull()).isFalse());
              more = batch.isPresent();
            }
          }
        }
        assertThat(Pointer.totalCount())
            .as("live native pointers after epoch " + epoch)
            .isLessThanOrEqualTo(before);
      }
    }
  }

  @Test
  void aLoaderMadeInAScopeOutlivesItAndFreesItsMemoryOnce() {
    long before = LivePointers.settled();
    Loader loader;
    try (Scope scope = Scope.open()) {
      loader = new Loader(new FakeDataset(5), TWO_SIZES, LoaderOptions.everyImage(3), RANDOM);
    }
    try (LoaderEpoch open = loader.open(Plan.of(range(5)), 0, 0)) {
      Batch batch = open.next().orElseThrow();
      try (Scope scope = Scope.open()) {
        assertThat(Numbers.of(batch).indices()).containsExactly(0L, 1L, 2L);
      }
      assertThat(open.next().orElseThrow().size()).isEqualTo(2);
    }
    loader.close();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void memoryStaysFlat() {
    // 64 images of 3x128x128 floats are 12.6 MB a batch; 40 epochs would add 500 MB if batches were
    // not used again.
    Views views = Views.of(new FakeViewOfConstant(128));
    try (Loader loader =
        new Loader(
            new FakeDataset(64),
            views,
            LoaderOptions.everyImage(64).withPrefetch(2).withWorkers(2),
            RANDOM)) {
      run(loader, 4);
      long grown = grown(loader);
      // Java's heap is counted where a page of it is used for the first time, which ends.
      for (int i = 0; i < 9 && grown >= LITTLE; i++) {
        grown = grown(loader);
      }
      assertThat(grown).as("bytes of memory outside the Java heap grown by").isLessThan(LITTLE);
    }
  }

  /** Bytes outside the Java heap that 40 epochs leave. */
  private static long grown(Loader loader) {
    long before = Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
    run(loader, 40);
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory() - before;
  }

  private static void run(Loader loader, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      try (LoaderEpoch open = loader.open(Plan.of(range(64)), epoch, 0)) {
        while (open.next().isPresent()) {
          // the batch itself is not of interest
        }
      }
    }
  }

  @Test
  void threadsGiveWayWhereOthersComputeBesideThem() {
    assertThat(priorities(new LoaderOptions(2, 3, true, 2, 2, false)))
        .as("beside training")
        .containsOnly(Thread.MIN_PRIORITY);
    assertThat(priorities(LoaderOptions.everyImage(2).withWorkers(3)))
        .as("where nothing else computes")
        .containsOnly(Thread.currentThread().getPriority());
  }

  /** Of the threads that make images. */
  private static Set<Integer> priorities(LoaderOptions options) {
    Set<Integer> priorities = ConcurrentHashMap.newKeySet();
    View view =
        new View() {
          @Override
          public long[] shape() {
            return new long[] {1};
          }

          @Override
          public void render(Image image, RandomStream random, float[] out, int offset) {
            priorities.add(Thread.currentThread().getPriority());
          }
        };
    try (Loader loader = new Loader(new FakeDataset(64), Views.of(view), options, RANDOM)) {
      run(loader, 1);
    }
    return priorities;
  }

  /** As {@link FakeView} without the random numbers. */
  private record FakeViewOfConstant(int size) implements View {
    @Override
    public long[] shape() {
      return new long[] {3, size, size};
    }

    @Override
    public void render(Image image, RandomStream random, float[] out, int offset) {
      Arrays.fill(out, offset, offset + length(), image.at(0, 0, 0));
    }
  }

  @Test
  void refusesWhatCannotBe() {
    try (Loader loader =
        new Loader(new FakeDataset(5), TWO_SIZES, LoaderOptions.training(8), RANDOM)) {
      assertThatThrownBy(() -> loader.open(Plan.of(range(5)), 0, 0))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("5 images")
          .hasMessageContaining("one batch of 8");
    }
    assertThatThrownBy(() -> LoaderOptions.training(0))
        .hasMessage("batch must be at least 1 but is 0");
    assertThatThrownBy(() -> new LimitedDataset(new FakeDataset(5), Double.NaN))
        .hasMessageStartingWith("data.max-skipped must be");
    assertThat(LoaderOptions.training(1).threads()).isPositive();
  }

  private static int[] range(int size) {
    return IntStream.range(0, size).toArray();
  }
}
