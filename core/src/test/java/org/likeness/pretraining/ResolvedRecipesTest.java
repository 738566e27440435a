package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/**
 * Layers may be moved about: what each recipe comes to stays as it is recorded in {@code
 * resolved/}. A new key needs no new record; a value that changes does, and changes results.
 */
final class ResolvedRecipesTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          emoji              | emoji              |
          emoji-instdisc     | emoji-instdisc     |
          emoji              | emoji-instdisc     | method=instdisc
          emoji-instdisc     | emoji              | method=invaspread
          small              | small              |
          small-instdisc     | small-instdisc     |
          small              | small-instdisc     | method=instdisc
          small-instdisc     | small              | method=invaspread
          photos             | photos             |
          photos-instdisc    | photos-instdisc    |
          photos             | photos-instdisc    | method=instdisc
          photos-instdisc    | photos             | method=invaspread
          cifar10-instdisc   | cifar10-instdisc   |
          cifar10-instdisc   | cifar10-instdisc   | method=instdisc
          cifar10            | cifar10-instdisc   | method=instdisc preset=cifar10
          cifar10-invaspread | cifar10-instdisc   | method=instdisc preset=cifar10
          cifar10-invaspread | cifar10-invaspread |
          cifar10            | cifar10-invaspread | preset=cifar10
          cifar10-instdisc   | cifar10-invaspread | method=invaspread preset=cifar10
          imagenet-instdisc  | imagenet-instdisc  |
          imagenet           | imagenet-instdisc  | method=instdisc preset=imagenet
          """)
  void areAsRecorded(String name, String recorded, String settings) throws IOException {
    Recipe recipe = Recipes.named(name);
    for (String setting : settings == null ? new String[0] : settings.split(" ", -1)) {
      recipe = recipe.with(setting);
    }
    String yaml = PretrainRecipe.of(recipe).resolved().toYaml();
    String old = Files.readString(Path.of("src/test/resources/resolved", recorded + ".yaml"));
    JsonNode expected = YAML.readTree(underPresentKeys(old));
    holds(YAML.readTree(yaml), expected, name);
    // A run's own recipe loads as it was written.
    assertThat(PretrainRecipe.of(Recipe.parse(yaml, "recipe.yaml")).resolved().toYaml())
        .isEqualTo(yaml);
    holds(
        YAML.readTree(PretrainRecipe.of(Recipe.parse(old, "recipe.yaml")).resolved().toYaml()),
        expected,
        "recipe.yaml");
  }

  /** The recorded values under the keys that they have now. */
  private static String underPresentKeys(String recorded) throws IOException {
    ObjectNode tree = (ObjectNode) YAML.readTree(recorded);
    move(tree, "train", "momentum", "optimizer");
    for (String key : List.of("k", "tau")) {
      move(tree, "monitor", key, "monitor", "knn");
    }
    for (String key : List.of("k", "tau", "grid-k", "grid-tau")) {
      move(tree, "summary", key, "summary", "knn");
    }
    for (String key : List.of("k", "tau")) { // one value, which may be several in the summary
      ObjectNode knn = (ObjectNode) tree.path("summary").path("knn");
      JsonNode value = knn.path(key);
      knn.putArray(key).add(value);
    }
    return YAML.writeValueAsString(tree);
  }

  private static void move(ObjectNode tree, String from, String key, String... to) {
    JsonNode value = ((ObjectNode) tree.path(from)).remove(key);
    ObjectNode section = tree;
    for (String name : to) {
      section = section.withObject("/" + name);
    }
    section.set(key, value);
  }

  private static void holds(JsonNode found, JsonNode expected, String path) {
    for (Iterator<Map.Entry<String, JsonNode>> i = expected.properties().iterator();
        i.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = i.next();
      String key = path + "." + entry.getKey();
      if (entry.getValue().isObject()) {
        holds(found.path(entry.getKey()), entry.getValue(), key);
      } else {
        assertThat(found.path(entry.getKey())).as(key).isEqualTo(entry.getValue());
      }
    }
  }
}
