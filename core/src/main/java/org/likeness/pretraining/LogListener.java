package org.likeness.pretraining;

import java.util.Locale;
import java.util.stream.Collectors;
import org.likeness.train.EpochEnd;
import org.likeness.train.RunEnd;
import org.likeness.train.RunStart;
import org.likeness.train.Warning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the progress of a run to SLF4J, for programs without a terminal: the data, the cost, a
 * line for each epoch, each tenth of the evaluation, the result. Warnings have the level WARN,
 * everything else INFO.
 */
public final class LogListener implements PretrainingListener {
  private static final int TENTHS = 10;

  private final Logger log;
  private int tenth;

  /** Logs to the logger of this class. */
  public LogListener() {
    this(LoggerFactory.getLogger(LogListener.class));
  }

  public LogListener(Logger log) {
    this.log = log;
  }

  @Override
  public void onReady(RunReady event) {
    log.info("{}", event.data().sentence());
    event.chosen().ifPresent(chosen -> chosen.reasons().forEach(reason -> log.info("{}", reason)));
    log.info(
        "{} training, {} validation and {} test images",
        event.training(),
        event.validation(),
        event.test());
    log.info("{}", event.recipe().phrase());
    event.advice().forEach(sentence -> log.info("advice: {}", sentence));
    event.cost().ifPresent(cost -> log.info("{}", cost.phrase()));
    log.info("run folder: {}", event.folder());
  }

  @Override
  public void onRunStart(RunStart event) {
    if (event.firstStep() > 0) {
      log.info("resumed after step {}", event.firstStep());
    }
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    log.info(
        "epoch {}/{}: loss {}, spread {}{}, {} s",
        event.epoch() + 1,
        event.epochs(),
        rounded(event.loss()),
        rounded(event.spread()),
        event.metrics().values().entrySet().stream()
            .map(metric -> ", " + metric.getKey() + " " + rounded(metric.getValue()))
            .collect(Collectors.joining()),
        rounded(event.seconds()));
  }

  @Override
  public void onWarning(Warning event) {
    log.warn("{}", event.message());
  }

  @Override
  public void onRunEnd(RunEnd event) {
    log.info(
        "training {} after {} steps",
        event.outcome().name().toLowerCase(Locale.ROOT),
        event.step());
  }

  @Override
  public void onMeasure(int done, int total) {
    int now = (int) ((long) TENTHS * done / Math.max(1, total));
    if (now > tenth) {
      tenth = now;
      log.info("measuring: {} of {} images", done, total);
    }
  }

  @Override
  public void onSummary(Summary summary) {
    summary.table().toString().lines().forEach(line -> log.info("{}", line));
    summary.leftOut().forEach(sentence -> log.warn("{}", sentence));
    summary.verdict().ifPresent(verdict -> log.info("{}", verdict.sentence()));
    log.info("wrote {}", summary.run());
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
