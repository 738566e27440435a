package org.likeness.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.augment.RandomView;
import org.likeness.augment.TensorViews;
import org.likeness.augment.View;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Scope;

/**
 * Times the input pipeline alone: from image files to batches of views in the network's input, by
 * the loader that training uses and its workers alone. One item is one image: one decode and all
 * views.
 */
public final class ViewBench {
  /**
   * What all numbers of some views have in common, whoever made them.
   *
   * @param mean of all numbers, after normalising
   * @param deviation standard deviation of the same
   */
  public record Statistics(double mean, double deviation) {}

  private final Dataset images;
  private final LoaderOptions options;
  private final int rounds;

  /**
   * Prepares the benchmark.
   *
   * @param images a round processes all of them
   * @param options batch and workers
   * @param rounds number of timed rounds
   */
  public ViewBench(Dataset images, LoaderOptions options, int rounds) {
    this.images = images;
    this.options = options;
    this.rounds = rounds;
  }

  /**
   * Measures reading, decoding, views and batches together, with each number of workers,
   * interleaved.
   *
   * @param decoding also times reading and decoding alone, with the first number of workers: the
   *     same loop with views that look at one pixel, so that images are decoded to the sizes that
   *     the views need
   * @param device also times the same views as tensor operations there, from images decoded before
   * @param progress is called after each round
   * @return in the order of {@code workers}; decoding; tensors
   * @throws InputException where {@code device} is named and a view cannot be made as a tensor
   */
  public List<Timing> measure(
      Views views,
      RandomSource random,
      List<Integer> workers,
      boolean decoding,
      Optional<ComputeDevice> device,
      BenchProgress progress) {
    String name = views.size() == 1 ? "one view per image" : views.size() + " views per image";
    List<Loader> loaders = new ArrayList<>();
    try {
      List<Timing.Work> works = new ArrayList<>();
      for (int count : workers) {
        Loader loader = new Loader(images, views, options.withWorkers(count), random);
        loaders.add(loader);
        works.add(work(name + (count == 1 ? ", 1 worker" : ", " + count + " workers"), loader));
      }
      if (decoding) {
        Views pixels = new Views(views.views().stream().<View>map(OnePixel::new).toList());
        Loader loader = new Loader(images, pixels, options.withWorkers(workers.get(0)), random);
        loaders.add(loader);
        works.add(work("reading and decoding alone", loader));
      }
      device.ifPresent(where -> works.add(tensors(makers(views), random, where)));
      return Timing.byTurns(rounds, works, progress);
    } finally {
      loaders.forEach(Loader::close);
    }
  }

  private Timing.Work work(String name, Loader loader) {
    int[] number = {0};
    return Timing.Work.of(name, images.size(), "images", () -> epoch(loader, number[0]++));
  }

  private Timing.Work tensors(List<TensorViews> makers, RandomSource random, ComputeDevice device) {
    int[] number = {0};
    return new Timing.Work(
        "views as tensors on " + device.label() + ", without decoding",
        images.size(),
        "images",
        () -> tensors(makers, random, number[0]++, device));
  }

  /**
   * Checks that all views can be made as tensors.
   *
   * @throws InputException where one cannot
   */
  public static void requireTensors(Views views) {
    makers(views);
  }

  private static List<TensorViews> makers(Views views) {
    List<TensorViews> makers = new ArrayList<>();
    for (View view : views.views()) {
      if (!(view instanceof RandomView one) || one.options().colour() != ViewOptions.Colour.RGB) {
        throw new InputException(
            "these views cannot be made by tensor operations: leave out --device");
      }
      makers.add(new TensorViews(one.options()));
    }
    return makers;
  }

  /** One round, batch by batch, so that no more than one is decoded at a time. */
  private long tensors(
      List<TensorViews> makers, RandomSource random, int epoch, ComputeDevice device) {
    long nanos = 0;
    for (int from = 0; from < images.size(); from += options.batch()) {
      int end = Math.min(images.size(), from + options.batch());
      List<Image> decoded = IntStream.range(from, end).parallel().mapToObj(this::load).toList();
      long start = System.nanoTime();
      try (Scope scope = Scope.openNoGrad()) {
        for (int v = 0; v < makers.size(); v++) {
          int view = v;
          List<RandomStream> streams =
              IntStream.range(from, end)
                  .mapToObj(i -> random.stream(Purpose.AUGMENTATION, view, epoch, i))
                  .toList();
          makers.get(v).render(decoded, streams, device);
        }
        device.synchronize();
      }
      nanos += System.nanoTime() - start;
    }
    return nanos;
  }

  private Image load(int index) {
    try {
      return images.load(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Mean and standard deviation of all values of a few batches: another program's views of the same
   * images should have nearly the same.
   */
  public Statistics statistics(Views views, RandomSource random) {
    double[] sums = new double[3];
    try (Loader loader = new Loader(images, views, options, random);
        LoaderEpoch epoch = loader.open(all(), 0, 0)) {
      boolean more = true;
      for (int batch = 0; batch < 4 && more; batch++) {
        try (Scope scope = Scope.openNoGrad()) {
          Optional<Batch> next = epoch.next();
          more = next.isPresent();
          if (more) {
            sums[0] += next.get().view(0).mean().item_double();
            sums[1] += next.get().view(0).square().mean().item_double();
            sums[2]++;
          }
        }
      }
    }
    double mean = sums[0] / sums[2];
    return new Statistics(mean, Math.sqrt(sums[1] / sums[2] - mean * mean));
  }

  private void epoch(Loader loader, int number) {
    try (LoaderEpoch epoch = loader.open(all(), number, 0)) {
      while (epoch.next().isPresent()) {
        // The timed work is the making of the batches.
      }
    }
  }

  private Plan all() {
    return Plan.of(IntStream.range(0, images.size()).toArray());
  }

  /** A view of one pixel that needs the same region of the image as another view. */
  private record OnePixel(View like) implements View {
    @Override
    public int leastSide(int width, int height, RandomStream random) {
      return like.leastSide(width, height, random);
    }

    @Override
    public long[] shape() {
      return new long[] {1};
    }

    @Override
    public void render(Image image, RandomStream random, float[] out, int offset) {
      out[offset] = image.at(0, 0, 0);
    }
  }
}
