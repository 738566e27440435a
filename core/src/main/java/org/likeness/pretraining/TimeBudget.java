package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.likeness.augment.PatchOptions;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.option.OptionField;
import org.likeness.recipe.Recipe;

/**
 * Fits a run to a time: as many epochs as it has room for, measured by a part of the run on this
 * machine. Where those are fewer than {@value #FEWEST}, a narrower network and smaller views are
 * tried, unless the caller set them.
 *
 * @param budget from the call to the end of the measurement after training
 */
public record TimeBudget(Duration budget) {
  /** Epochs below which the network and the views are made smaller. */
  static final int FEWEST = 10;

  /** The shortest budget: of less, trials would take most. */
  public static final Duration LEAST = Duration.ofMinutes(1);

  private static final String EPOCHS = "train.epochs";
  private static final String WIDTH = "backbone.width";
  private static final String SIDE = "view.size";
  private static final int NARROWEST = 16;
  private static final int SMALLEST_VIEW = 32;
  private static final List<Double> SHARES = List.of(0.75, 0.5);

  /** A plan that ends before this part has room for another epoch, if that ends before LATEST. */
  private static final double EARLIEST = 0.93;

  private static final double LATEST = 1.03;

  /** Once trials took this part, the first candidate with room for an epoch is taken. */
  private static final double MOST_TRYING = 0.25;

  private static final double TRIAL_SHARE = 0.03;

  /** Seconds; a virtual machine compiles during the first ones. */
  private static final double SHORTEST_TRIAL = 6;

  private static final double LONGEST_TRIAL = 30;

  public TimeBudget {
    requireNonNull(budget, "budget is null");
    if (budget.compareTo(LEAST) < 0) {
      throw new InputException(
          "a budget must be at least %s but is %s".formatted(text(LEAST), text(budget)));
    }
  }

  /**
   * What fits.
   *
   * @param recipe with the number of epochs and, if needed, a smaller network and smaller views
   * @param reasons a sentence for each choice, without its full stop
   */
  public record Fit(Recipe recipe, List<String> reasons) {
    public Fit {
      requireNonNull(recipe, "recipe is null");
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Checks that the caller leaves the number of epochs to the budget.
   *
   * @param bound the recipe, with the caller's settings
   * @param given the caller's settings
   * @throws InputException if they have {@code train.epochs}
   */
  public void requireNoEpochs(PretrainRecipe bound, Recipe given) {
    if (bound.isSet(EPOCHS, given)) {
      throw new InputException(
          "a budget of %s chooses the number of epochs: remove it or the setting %s of %d"
              .formatted(text(budget), EPOCHS, bound.train().epochs()));
    }
  }

  /**
   * Fits a recipe, with trials of some seconds each.
   *
   * @param recipe all settings, those of the caller included
   * @param given the caller's settings, which stay; without {@code train.epochs}
   * @param data the images
   * @param start {@link System#nanoTime} when the budget began
   * @throws InputException if not even one epoch of the smallest network fits
   */
  public Fit fit(Recipe recipe, Recipe given, Dataset data, long start) {
    double trial = Math.max(SHORTEST_TRIAL, Math.min(LONGEST_TRIAL, seconds() * TRIAL_SHARE));
    List<BudgetTrial.Times> known = new ArrayList<>();
    return fit(
        candidates(recipe, given),
        candidate -> {
          known.add(
              BudgetTrial.measure(candidate.recipe(), data, trial, known.stream().findFirst()));
          return known.get(known.size() - 1);
        },
        () -> (System.nanoTime() - start) / 1e9);
  }

  /** A recipe to try; {@code change} says what is smaller, if anything. */
  record Candidate(Recipe recipe, Optional<String> change) {}

  /** The seconds that have passed of the budget. */
  interface Elapsed {
    double seconds();
  }

  /** The first candidate that has room for {@link #FEWEST} epochs, or the last one tried. */
  Fit fit(
      List<Candidate> candidates, Function<Candidate, BudgetTrial.Times> trial, Elapsed elapsed) {
    List<String> reasons = new ArrayList<>();
    for (int i = 0; ; i++) {
      Candidate candidate = candidates.get(i);
      BudgetTrial.Times times = trial.apply(candidate);
      int epochs = epochs(elapsed.seconds() + times.once(), times.perEpoch());
      boolean last =
          i == candidates.size() - 1
              || (epochs >= 1 && elapsed.seconds() > MOST_TRYING * seconds());
      if (epochs >= FEWEST || last) {
        if (epochs < 1) {
          throw new InputException(
              "a budget of %s is too short: trying steps took %s of it, one epoch takes about %s, and the measurement at the end %s; give at least %s"
                  .formatted(
                      text(budget),
                      Cost.duration(elapsed.seconds()),
                      Cost.duration(times.perEpoch()),
                      Cost.duration(times.summary()),
                      text(needed(times, elapsed.seconds()))));
        }
        candidate.change().ifPresent(reasons::add);
        reasons.add(sentence(epochs, times));
        if (epochs < FEWEST) {
          reasons.add("That is little training: give more time, or fewer images");
        }
        return new Fit(candidate.recipe().with(EPOCHS, epochs), reasons);
      }
      if (i == 0) {
        reasons.add(
            "The recipe's network and views have room for only " + count(Math.max(0, epochs)));
      }
    }
  }

  /**
   * As many as end in time; one more where much would be left and it ends hardly later than asked
   * for. Nothing is held back: forecasts are rather long, since a virtual machine becomes faster.
   *
   * @param other seconds for all else
   */
  private int epochs(double other, double perEpoch) {
    int epochs = (int) Math.floor((seconds() - other) / perEpoch);
    double end = other + epochs * perEpoch;
    boolean room = end < EARLIEST * seconds() && end + perEpoch <= LATEST * seconds();
    return epochs >= 0 && room ? epochs + 1 : epochs;
  }

  private String sentence(int epochs, BudgetTrial.Times times) {
    return "Budget of %s: %s, each about %s of training and %s of measuring, then %s for the measurement at the end"
        .formatted(
            text(budget),
            count(epochs),
            Cost.duration(times.epoch()),
            Cost.duration(times.monitor()),
            Cost.duration(times.summary()));
  }

  private static String count(int epochs) {
    return epochs == 1 ? "1 epoch" : epochs + " epochs";
  }

  private static Duration needed(BudgetTrial.Times times, double elapsed) {
    double seconds = elapsed + times.once() + times.perEpoch();
    return Duration.ofMinutes((long) Math.ceil(seconds / 60));
  }

  /**
   * The recipe itself, then narrower networks and smaller views, each unless the caller set it. A
   * vision transformer stays as it is: its width is divided among heads, and its patches must
   * divide the view. So do views that a method cuts into patches, of which fewer rows may be too
   * few.
   */
  static List<Candidate> candidates(Recipe recipe, Recipe given) {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate(recipe, Optional.empty()));
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    if (bound.backbone().isTransformer()) {
      return candidates;
    }
    int width = bound.backbone().width();
    int side = bound.view().size();
    boolean freeWidth = bound.init().isEmpty() && !bound.isSet(WIDTH, given);
    boolean freeSide = !bound.isSet(SIDE, given) && !cutsPatches(bound);
    int narrowest = width;
    int smallest = side;
    for (double share : SHARES) {
      int narrow = (int) Math.max(NARROWEST, Math.round(width * share / 8) * 8);
      if (freeWidth && narrow < narrowest) {
        narrowest = narrow;
        candidates.add(smaller(recipe, width, narrowest, side, smallest));
      }
      int small = (int) Math.max(SMALLEST_VIEW, Math.round(side * share / 16) * 16);
      if (freeSide && small < smallest) {
        smallest = small;
        candidates.add(smaller(recipe, width, narrowest, side, smallest));
      }
    }
    return candidates;
  }

  private static boolean cutsPatches(PretrainRecipe recipe) {
    return OptionField.of(recipe.options().getClass()).stream()
        .anyMatch(field -> field.type().equals(PatchOptions.class));
  }

  private static Candidate smaller(Recipe recipe, int width, int narrow, int side, int small) {
    Recipe changed = recipe;
    List<String> changes = new ArrayList<>();
    if (small < side) {
      changed = changed.with(SIDE, small);
      changes.add("views of %d pixels instead of %d".formatted(small, side));
    }
    if (narrow < width) {
      changed = changed.with(WIDTH, narrow);
      changes.add("network of width %d instead of %d".formatted(narrow, width));
    }
    String sentence = String.join(", ", changes);
    return new Candidate(
        changed,
        Optional.of(sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1)));
  }

  private double seconds() {
    return budget.toMillis() / 1e3;
  }

  private static String text(Duration duration) {
    return Cost.duration(duration.toMillis() / 1e3);
  }
}
