package org.likeness.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A JPEG of 500 x 375 pixels, whole or at half its size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
  /** The minimum of the shorter side; 0 for full size, 128 allows half of it. */
  @Param({"0", "128"})
  public int minimumSide;

  private final byte[] jpeg = Photographs.jpeg(500, 375);

  /** From bytes to pixels. */
  @Benchmark
  public Image decode() throws IOException {
    return ImageDecoder.decode(jpeg, "a photograph", minimumSide);
  }
}
