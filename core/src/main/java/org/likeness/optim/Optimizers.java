package org.likeness.optim;

import java.util.List;
import org.likeness.option.Registry;

/** All optimizers by name. To add one, add a file to this package and an entry to this list. */
public final class Optimizers {
  private static final Registry<OptimizerEntry<?>> REGISTRY =
      new Registry<>(
          "optimizer",
          OptimizerEntry::name,
          List.of(
              new OptimizerEntry<>(
                  "sgd",
                  "stochastic gradient descent with momentum",
                  Sgd.Options.defaults(),
                  Sgd::new),
              new OptimizerEntry<>(
                  "lars",
                  "SGD whose rate is scaled for each tensor by its norm, for large batches",
                  Lars.Options.defaults(),
                  Lars::new),
              new OptimizerEntry<>(
                  "adamw",
                  "Adam with decoupled weight decay, for vision transformers",
                  AdamW.Options.defaults(),
                  AdamW::new)));

  private Optimizers() {}

  /** All optimizers; registered ones come last. */
  public static List<OptimizerEntry<?>> all() {
    return REGISTRY.all();
  }

  /** All names. */
  public static List<String> names() {
    return REGISTRY.names();
  }

  /**
   * Adds an optimizer of one's own, so that {@code train.optimizer} finds it by its name.
   *
   * @throws IllegalArgumentException where another optimizer has that name
   */
  public static void register(OptimizerEntry<?> entry) {
    REGISTRY.register(entry);
  }

  /**
   * The optimizer of that name.
   *
   * @throws org.likeness.error.InputException if there is none; the message has the nearest name,
   *     or all
   */
  public static OptimizerEntry<?> named(String name) {
    return REGISTRY.named(name);
  }
}
