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
  private static final Map<String, String> OPTIONS =
      Map.of("deepcluster", "clusters: 3", "cmc", "loss: sampled, m: 16");

  private SmallMethods() {}

  public static Stream<MethodEntry<?>> all() {
    ExampleMethod.registered();
    return Methods.all().stream().map(SmallMethods::small);
  }

  private static MethodEntry<?> small(MethodEntry<?> entry) {
    return with(entry, OPTIONS.getOrDefault(entry.name(), ""));
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
