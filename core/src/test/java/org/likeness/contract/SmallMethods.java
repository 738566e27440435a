package org.likeness.contract;

import java.util.Map;
import java.util.stream.Stream;
import org.likeness.example.ExampleMethod;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipe;

/** Every method of the list, with options that fit two dozen images where its defaults do not. */
public final class SmallMethods {
  private static final Map<String, String> OPTIONS =
      Map.of("deepcluster", "clusters: 3", "cmc", "loss: sampled, m: 16");

  private SmallMethods() {}

  public static Stream<MethodEntry<?>> all() {
    ExampleMethod.registered();
    return Methods.all().stream().map(SmallMethods::small);
  }

  private static MethodEntry<?> small(MethodEntry<?> entry) {
    String options = OPTIONS.get(entry.name());
    return options == null ? entry : with(entry, options);
  }

  /** A method with other default options, in YAML; they are its description too. */
  static <O extends Record> MethodEntry<O> with(MethodEntry<O> entry, String options) {
    O bound =
        Recipe.parse("options: {" + options + "}", "variant").bind("options", entry.defaults());
    return new MethodEntry<>(
        entry.name(), entry.title(), entry.paper(), options, bound, entry.factory());
  }
}
