package org.likeness.optim;

import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/** All optimizers by name. A new one is a file in this package and an entry in this list. */
public final class Optimizers {
  private static final List<OptimizerEntry<?>> ALL =
      List.of(
          new OptimizerEntry<>(
              "sgd",
              "stochastic gradient descent with momentum",
              Sgd.Options.defaults(),
              Sgd::new));

  private Optimizers() {}

  /** All optimizers. */
  public static List<OptimizerEntry<?>> all() {
    return ALL;
  }

  /** All names. */
  public static List<String> names() {
    return ALL.stream().<String>map(OptimizerEntry::name).toList();
  }

  /**
   * The optimizer of that name.
   *
   * @throws InputException where there is none; it names the nearest or all
   */
  public static OptimizerEntry<?> named(String name) {
    return ALL.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "train.optimizer: " + Suggest.unknown("optimizer", name, names())));
  }
}
