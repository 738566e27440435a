package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.likeness.features.FeatureProgress;
import org.likeness.server.Refusal;

final class JobsTest {
  private final CountDownLatch begun = new CountDownLatch(1);

  private void untilToldToEnd(FeatureProgress progress) {
    begun.countDown();
    while (progress.proceed(1, 2)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closingWaitsForAJobThatRuns() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean second = new AtomicBoolean();
    Jobs jobs = new Jobs();
    jobs.start(
        Jobs.Lane.RUNS,
        "first",
        progress -> {
          untilToldToEnd(progress);
          sleep();
          ended.set(true); // it still uses what is closed after the jobs
        });
    jobs.start(Jobs.Lane.RUNS, "second", progress -> second.set(true));
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    jobs.close();
    assertThat(ended).isTrue();
    assertThat(second).as("what waited is dropped").isFalse();
  }

  private static void sleep() {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      throw new AssertionError("a job is not interrupted", e);
    }
  }

  @Test
  void noneBeginsWhileTheStudioStops() {
    Jobs jobs = new Jobs();
    jobs.stop();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> jobs.start(Jobs.Lane.MAP, "late", progress -> {}));
    assertThat(refusal.status()).isEqualTo(503);
    jobs.close();
  }

  @Test
  void theMapDoesNotWaitForMeasurements() throws Exception {
    CountDownLatch map = new CountDownLatch(1);
    Jobs jobs = new Jobs();
    jobs.start(Jobs.Lane.RUNS, "long", this::untilToldToEnd);
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    jobs.start(Jobs.Lane.MAP, "map", progress -> map.countDown());
    assertThat(map.await(60, TimeUnit.SECONDS)).isTrue();
    jobs.close();
  }

  @Test
  void aJobOfTheSameNameRunsOnce() throws Exception {
    Jobs jobs = new Jobs();
    jobs.start(Jobs.Lane.RUNS, "one", this::untilToldToEnd);
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(
            jobs.start(
                    Jobs.Lane.RUNS,
                    "one",
                    progress -> {
                      throw new AssertionError("it runs already");
                    })
                .path("state")
                .asText())
        .isEqualTo("running");
    jobs.close();
  }
}
