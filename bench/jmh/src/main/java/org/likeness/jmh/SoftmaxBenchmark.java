package org.likeness.jmh;

import java.util.concurrent.TimeUnit;
import org.likeness.bench.SoftmaxBench;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Torch;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Value and gradient of a batch of 128 over a bank of 128 values per image. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SoftmaxBenchmark {
  /** Rows of the bank. */
  @Param({"10000", "50000"})
  public int n = 10_000;

  /** Negatives of NCE. */
  @Param("4096")
  public int negatives = 4096;

  private Runnable exact = () -> {};
  private Runnable contrast = () -> {};
  private AutoCloseable bench = () -> {};

  /** Makes bank and batch. */
  @Setup
  public void setUp() {
    Torch.require();
    SoftmaxBench made = new SoftmaxBench(n, 128, 128, ComputeDevice.CPU);
    exact = made.exactWork();
    contrast = made.contrastWork(negatives);
    bench = made;
  }

  /** All rows. */
  @Benchmark
  public void exact() {
    exact.run();
  }

  /** Some rows. */
  @Benchmark
  public void contrast() {
    contrast.run();
  }

  /** Frees the bank. */
  @TearDown
  public void tearDown() throws Exception {
    bench.close();
  }
}
