package org.likeness.contract;

import java.util.Map;
import java.util.stream.Stream;
import org.likeness.example.ExampleMethod;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/**
 * Every method of the list, with the options that its recipe layer has for small runs, and others
 * where those do not fit two dozen images.
 */
public final class SmallMethods {
  /** Three rows of three patches in 16 pixels. */
  static final String SMALL_PATCHES =
      "patch: {side: 8, stride: 4}, steps: 1, context-layers: 1, context-width: 8, dim: 8";

  private static final String CROPS = "local: {count: 2, size: 8}";

  static final String SWAV = "prototypes: 6, hidden: 16, dim: 8, " + CROPS;

  /**
   * On two dozen images the teacher must follow at once; at a temperature of 0.04 it would enlarge
   * the rounding of bfloat16 beyond what is compared.
   */
  static final String DINO =
      "out-dim: 16, hidden: 16, bottleneck: 8, momentum-teacher: 0.9, teacher-temp: 0.07, " + CROPS;

  private static final Map<String, String> OPTIONS =
      Map.of(
          "deepcluster",
          "clusters: 3",
          "cpc",
          SmallMethods.SMALL_PATCHES,
          "cmc",
          "loss: sampled, m: 16",
          "moco-v1",
          "dim: 16, queue: 20, momentum: 0.9, tau: 0.2", // at 0.07 a new queue gives 0.003, lost in
          // rounding
          "moco-v2",
          "dim: 16, queue: 20, momentum: 0.9, hidden: 24",
          "moco-v3",
          "dim: 16, hidden: 24, momentum: 0.9",
          "swav",
          SmallMethods.SWAV,
          "dino",
          SmallMethods.DINO);

  private SmallMethods() {}

  public static Stream<MethodEntry<?>> all() {
    ExampleMethod.registered();
    return Methods.all().stream().map(SmallMethods::small);
  }

  /** Options under which a method has more state than by its small ones. */
  public static Stream<MethodEntry<?>> withMoreState() {
    return Stream.of(
        with(Methods.named("instdisc"), "loss: nce, m: 16, z: ema"),
        with(Methods.named("cmc"), "loss: nce, m: 16, z: ema"),
        with(Methods.named("cpc"), SMALL_PATCHES + ", negatives: sampled, m: 5, scale: 1"),
        with(Methods.named("moco-v1"), "dim: 16, queue: 20, momentum: 0.9, symmetric: true"),
        with(Methods.named("swav"), SWAV + ", queue: 24, queue-epoch: 0, frozen: 0"));
  }

  /** What a method's small options have beside its recipe layer, in YAML; may be empty. */
  public static String options(String method) {
    return OPTIONS.getOrDefault(method, "");
  }

  /** A method of the list, with its small options. */
  public static MethodEntry<?> named(String name) {
    return small(Methods.named(name));
  }

  private static MethodEntry<?> small(MethodEntry<?> entry) {
    return with(entry, options(entry.name()));
  }

  /** A method with other options than its layer's, in YAML; they are its description too. */
  static <O extends Record> MethodEntry<O> with(MethodEntry<O> entry, String options) {
    O bound =
        Recipes.ofMethod(entry.name())
            .orElse(Recipe.empty(entry.name()))
            .merge(Recipe.parse("options: {" + options + "}", "variant"))
            .bind("options", entry.defaults());
    return new MethodEntry<>(
        entry.name(), entry.title(), entry.paper(), options, bound, entry.factory());
  }
}
