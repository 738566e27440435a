package org.likeness.jmh;

import java.util.concurrent.TimeUnit;
import org.likeness.augment.BlurOptions;
import org.likeness.augment.JitterOptions;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One random view of a decoded image: crop, flip, jitter, greyscale, blur, normalise. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ViewBenchmark {
  /** Side of the view: 32 of an image as large, 224 of one of 500 x 375. */
  @Param({"32", "224"})
  public int size = 32;

  /** Probability of blur. */
  @Param({"0", "0.5"})
  public double blur;

  private Image image = new Image(1, 1, new byte[3]);
  private RandomView view = new RandomView(ViewOptions.defaults(1));
  private float[] out = new float[3];
  private int number;

  /** Makes image and view. */
  @Setup
  public void setUp() {
    image = size <= 32 ? Photographs.image(32, 32) : Photographs.image(500, 375);
    view =
        new RandomView(
            ViewOptions.defaults(size)
                .withFlip(0.5)
                .withJitter(new JitterOptions(0.8, 0.4, 0.4, 0.4, 0.1))
                .withGrayscale(0.2, false)
                .withBlur(new BlurOptions(blur, 0.1, 2.0, BlurOptions.defaults().kind())));
    out = new float[view.length()];
  }

  /** Another view each time. */
  @Benchmark
  public float[] view() {
    view.render(image, new RandomSource(0).stream(Purpose.AUGMENTATION, 0, number++), out, 0);
    return out;
  }
}
