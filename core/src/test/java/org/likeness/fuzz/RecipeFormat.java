package org.likeness.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/** Recipes in YAML, bound as {@code pretrain} binds them; what is accepted can be written again. */
final class RecipeFormat implements Format {
  private static final String FILE = "mine.yaml";

  @Override
  public String name() {
    return "yaml";
  }

  @Override
  public boolean isText(String part) {
    return true;
  }

  @Override
  public List<Sample> samples() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (String name : Recipes.names()) {
      samples.add(Sample.of(FILE, Recipes.text(name).getBytes(StandardCharsets.UTF_8)));
    }
    for (String name : List.of("small", "imagenet-instdisc")) {
      samples.add(Sample.of(FILE, resolved(name)));
    }
    byte[] own = "from: base.yaml\ntrain: {epochs: 3, lr: 1e-4}\n".getBytes(StandardCharsets.UTF_8);
    byte[] base =
        "from: small\nmethods:\n  instdisc:\n    options: {tau: 0.1}\ntrain:\n  milestones: [120, 160]\n"
            .getBytes(StandardCharsets.UTF_8);
    samples.add(new Sample(Map.of(FILE, own, "base.yaml", base), Map.of()));
    return samples;
  }

  private static byte[] resolved(String name) throws IOException {
    try (InputStream in = RecipeFormat.class.getResourceAsStream("/resolved/" + name + ".yaml")) {
      return in.readAllBytes();
    }
  }

  @Override
  public void read(Path folder) {
    PretrainRecipe recipe = PretrainRecipe.of(Recipe.read(folder.resolve(FILE)));
    recipe.preprocessing();
    recipe.phrase();
    String yaml = recipe.resolved().toYaml();
    PretrainRecipe again = PretrainRecipe.of(Recipe.parse(yaml, "again"));
    if (!again.resolved().toYaml().equals(yaml)) {
      throw new AssertionError("the resolved recipe is read as another one: " + yaml);
    }
  }
}
