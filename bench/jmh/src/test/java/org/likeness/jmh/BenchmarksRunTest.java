package org.likeness.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs once, on little; how long it takes does not matter. */
final class BenchmarksRunTest {
  @Test
  void eachRunsOnce() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("org\\.likeness\\.jmh\\..*")
                    .mode(Mode.SingleShotTime)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(1))
                    .forks(0)
                    .param("size", "32")
                    .param("n", "1000")
                    .param("negatives", "16")
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark().replaceFirst(".*jmh\\.", ""))
        .contains(
            "ViewBenchmark.view",
            "DecodeBenchmark.decode",
            "SoftmaxBenchmark.exact",
            "SoftmaxBenchmark.contrast");
  }
}
