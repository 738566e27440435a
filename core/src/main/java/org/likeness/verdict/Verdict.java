package org.likeness.verdict;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.likeness.io.Json;
import org.likeness.option.OptionValues;
import org.likeness.train.Trend;

/**
 * Whether an encoder is better than what it began from, whether it still improves, and what to do:
 * a sentence and the numbers behind it. No label is used: altered copies that find their original,
 * and the effective rank of the embeddings. Copies say how well images are told apart, not whether
 * classes are; an evaluation with labels says more where there are some.
 *
 * @param finding what the run has come to
 * @param advice what to do
 * @param more epochs to add where the advice is to train more; else 0
 * @param sentence the verdict, without a full stop
 * @param numbers one to four, as phrases
 * @param images test images by which it is judged
 * @param protocol what it depends on, as one phrase
 * @param gain of the altered copies found
 */
public record Verdict(
    Finding finding,
    Advice advice,
    int more,
    String sentence,
    List<String> numbers,
    int images,
    String protocol,
    Gain gain) {
  /** The means that tell whether copies still rise are over this part of the epochs each. */
  static final int WINDOWS = 3;

  /** A mean that is this much below the best one, as a share of the copies, has fallen. */
  static final double LEAST_FALL = 0.05;

  /** An encoder that is not better and whose effective rank, with its interval, is below this. */
  static final double FEW_DIRECTIONS = 5;

  /**
   * An encoder that is not better and whose embeddings have less spread than this has collapsed.
   */
  static final double ONE_POINT = 0.02;

  /** Fewer images do not say how many directions there are: n vectors have n - 1 at most. */
  static final int FEW_IMAGES = 20;

  /** Fewer epochs do not say that a run has levelled off, or that it comes to nothing. */
  static final int FEW_EPOCHS = 6;

  /**
   * Shares of altered copies that find their original, and their difference with its interval of 95
   * %.
   *
   * @param before training
   * @param after training
   * @param low of the difference
   * @param high of the difference
   */
  public record Gain(double before, double after, double low, double high) {}

  public Verdict {
    requireNonNull(protocol, "protocol is null");
    requireNonNull(gain, "gain is null");
    requireNonNull(finding, "finding is null");
    requireNonNull(advice, "advice is null");
    requireNonNull(sentence, "sentence is null");
    numbers = List.copyOf(numbers);
  }

  /**
   * The verdict on a run.
   *
   * @param run how a command names it
   */
  public static Verdict of(Evidence evidence, String run) {
    Found.Difference gain = evidence.trained().minus(evidence.before());
    Trend trend = trend(evidence);
    Finding finding = finding(evidence, gain, trend);
    Advice advice = advice(evidence, finding, trend);
    boolean rising = trend == Trend.RISING;
    int more =
        advice != Advice.TRAIN_MORE
            ? 0
            : rising ? evidence.epochs() : Math.max(evidence.epochs(), FEW_EPOCHS);
    return new Verdict(
        finding,
        advice,
        more,
        new Sentence(evidence, run).of(finding, advice, rising, more),
        numbers(evidence, gain),
        evidence.trained().images(),
        protocol(evidence),
        new Gain(evidence.before().share(), evidence.trained().share(), gain.low(), gain.high()));
  }

  private static String protocol(Evidence evidence) {
    return String.format(
        Locale.ROOT,
        "no labels; altered copies of %,d test images before training and of epoch %d; copies and rank of %d measured epochs on %,d validation images",
        evidence.trained().images(),
        evidence.epoch(),
        evidence.copies().size(),
        evidence.monitored());
  }

  /**
   * The verdict as JSON: {@code evaluation}, {@code images}, {@code protocol}, {@code finding},
   * {@code advice}, {@code copies} (a {@link Gain}), {@code sentence}, {@code numbers}.
   */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("evaluation", "verdict").put("images", images).put("protocol", protocol);
    ObjectNode copies = json.putObject("copies");
    copies.put("before", gain.before()).put("after", gain.after());
    copies.put("gain_low", gain.low()).put("gain_high", gain.high());
    json.put("finding", OptionValues.name(finding)).put("advice", OptionValues.name(advice));
    if (more > 0) {
      json.put("more_epochs", more);
    }
    numbers.forEach(json.put("sentence", sentence).putArray("numbers")::add);
    return json;
  }

  private static Finding finding(Evidence evidence, Found.Difference gain, Trend trend) {
    if (gain.low() <= 0) {
      boolean collapsed =
          isOnePoint(evidence)
              || evidence.monitored() >= FEW_IMAGES
                  && !evidence.ranks().isEmpty()
                  && last(evidence.ranks()).high() < FEW_DIRECTIONS;
      if (collapsed) {
        return Finding.COLLAPSED;
      }
      return gain.high() < 0 ? Finding.WORSE : Finding.NO_GAIN;
    }
    if (fell(evidence)) {
      return Finding.FELL;
    }
    return switch (trend) {
      case RISING -> Finding.IMPROVING;
      case UNKNOWN -> Finding.BETTER;
      case LEVEL, FALLING -> evidence.epochs() < FEW_EPOCHS ? Finding.BETTER : Finding.LEVELLED;
    };
  }

  /** Embeddings that differ by rounding alone may have a high rank. */
  static boolean isOnePoint(Evidence evidence) {
    return evidence.spread().isPresent() && evidence.spread().getAsDouble() < ONE_POINT;
  }

  /** Weights that were given are kept unless the run is better; random ones are worth nothing. */
  private static Advice advice(Evidence evidence, Finding finding, Trend trend) {
    return switch (finding) {
      case IMPROVING -> Advice.TRAIN_MORE;
      case LEVELLED, BETTER, FELL -> Advice.KEEP;
      case NO_GAIN ->
          trend == Trend.RISING || isShort(evidence) ? Advice.TRAIN_MORE : Advice.KEEP_START;
      case WORSE ->
          evidence.start().isEmpty() && (trend == Trend.RISING || isShort(evidence))
              ? Advice.TRAIN_MORE
              : Advice.KEEP_START;
      case COLLAPSED -> Advice.KEEP_START;
    };
  }

  private static boolean isShort(Evidence evidence) {
    return evidence.start().isEmpty() && evidence.epochs() < FEW_EPOCHS;
  }

  private static int window(Evidence evidence) {
    return Math.max(1, evidence.copies().size() / WINDOWS);
  }

  private static Trend trend(Evidence evidence) {
    return Trend.of(evidence.copies(), window(evidence), evidence.monitored());
  }

  private static boolean fell(Evidence evidence) {
    List<Double> copies = evidence.copies();
    int window = Math.max(1, window(evidence) / 2);
    if (copies.size() < 2 * window) {
      return false;
    }
    double last = Trend.mean(copies, copies.size() - window, copies.size());
    double best = last;
    for (int to = window; to <= copies.size(); to++) {
      best = Math.max(best, Trend.mean(copies, to - window, to));
    }
    double error = Trend.standardError(best, last, evidence.monitored());
    return best - last >= Math.max(LEAST_FALL, 2 * error);
  }

  private static Rank last(List<Rank> ranks) {
    return ranks.get(ranks.size() - 1);
  }

  private static String phrase(Rank rank) {
    return rank.hasInterval()
        ? String.format(
            Locale.ROOT, "%.1f, 95 %% %.1f to %.1f,", rank.value(), rank.low(), rank.high())
        : String.format(Locale.ROOT, "%.1f", rank.value());
  }

  private static List<String> numbers(Evidence evidence, Found.Difference gain) {
    List<String> numbers = new ArrayList<>();
    numbers.add(
        String.format(
            Locale.ROOT,
            "altered copies that find their original: %.1f %% before, %.1f %% after training (%+.1f points, 95 %% %+.1f to %+.1f; %,d test images)",
            100 * evidence.before().share(),
            100 * evidence.trained().share(),
            100 * gain.value(),
            100 * gain.low(),
            100 * gain.high(),
            evidence.trained().images()));
    int window = window(evidence);
    int size = evidence.copies().size();
    if (size >= 2 * window) {
      double last = Trend.mean(evidence.copies(), size - window, size);
      double before = Trend.mean(evidence.copies(), size - 2 * window, size - window);
      int epochs = window * evidence.every();
      numbers.add(
          String.format(
              Locale.ROOT,
              "copies in the last %s %+.1f points against the %s before, on %,d validation images (less than %.1f is level)",
              epochs == 1 ? "epoch" : epochs + " epochs",
              100 * (last - before),
              epochs == 1 ? "one" : Integer.toString(epochs),
              evidence.monitored(),
              100 * Trend.margin(before, last, evidence.monitored())));
    }
    if (!evidence.ranks().isEmpty()) {
      numbers.add(
          String.format(
              Locale.ROOT,
              "effective rank %s on the validation images (%s)",
              phrase(last(evidence.ranks())),
              evidence.monitored() < FEW_IMAGES
                  ? "too few of them to tell a collapse"
                  : String.format(
                      Locale.ROOT,
                      last(evidence.ranks()).hasInterval()
                          ? "a whole interval below %.0f is a collapse"
                          : "below %.0f is a collapse",
                      FEW_DIRECTIONS)));
    }
    evidence
        .spread()
        .ifPresent(
            spread ->
                numbers.add(
                    String.format(
                        Locale.ROOT,
                        "spread of the training images' embeddings %.2f (1 fills the sphere, 0 is a collapse)",
                        spread)));
    return numbers;
  }
}
