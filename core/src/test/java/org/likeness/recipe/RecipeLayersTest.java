package org.likeness.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.error.InputException;

final class RecipeLayersTest {
  @TempDir Path folder;

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml);
  }

  private static Sample train(Recipe recipe) {
    return recipe.bind("train", Sample.defaults());
  }

  @Test
  void aFileBuildsOnAFileBesideItAndThatOnAnother() throws IOException {
    write("base.yaml", "train: {epochs: 3, tau: 0.5, name: base}");
    write("middle.yml", "from: base.yaml\ntrain: {epochs: 4, drop-last: true}");
    Path top = write("top.yaml", "from: middle.yml\ntrain: {epochs: 6}");
    Recipe recipe = Recipe.read(top);
    Sample train = train(recipe);
    assertThat(train.epochs()).isEqualTo(6);
    assertThat(train.dropLast()).isTrue();
    assertThat(train.tau()).isEqualTo(0.5);
    assertThat(train.name()).isEqualTo("base");
    assertThat(recipe.source()).isEqualTo(top.toString());
    assertThat(recipe.text("from")).isEmpty();
  }

  @Test
  void aMistakeIsNamedByTheFileThatMakesIt() throws IOException {
    Path base = write("base.yaml", "train: {epochs: many}");
    Path top = write("top.yaml", "from: base.yaml\ntrain: {tau: 0.2}");
    assertThatThrownBy(() -> train(Recipe.read(top)))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe " + base + ": train.epochs must be a whole number but is \"many\"");
  }

  @Test
  void aFileAndATextBuildOnRecipesOfTheLibrary() throws IOException {
    Path top = write("top.yaml", "from: small\nview: {size: 48}");
    for (Recipe recipe :
        List.of(Recipe.read(top), Recipe.parse("from: small\nview: {size: 48}", "text"))) {
      assertThat(recipe.within("view", "crop").text("min")).contains("0.3");
      assertThat(recipe.text("method")).contains("invaspread");
      assertThat(recipe.within("view").text("size")).contains("48");
    }
  }

  @Test
  void circlesAreRefused() throws IOException {
    Path a = write("a.yaml", "from: b.yaml");
    write("b.yaml", "from: ./a.yaml");
    Path self = write("self.yaml", "from: self.yaml");
    assertThatThrownBy(() -> Recipe.read(a))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(" builds on itself: ")
        .hasMessageContaining("a.yaml is from ")
        .hasMessageContaining("b.yaml is from ")
        .hasMessageEndingWith("; remove one of these `from:` lines");
    assertThatThrownBy(() -> Recipe.read(self))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe "
                + self
                + " builds on itself: "
                + self
                + " is from "
                + self
                + "; remove one of these `from:` lines");
  }

  @Test
  void aMissingFileIsNamedWithTheOneThatAsksForIt() throws IOException {
    Path top = write("top.yaml", "from: none.yaml");
    assertThatThrownBy(() -> Recipe.read(top))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe "
                + top
                + ": from names the file "
                + folder.resolve("none.yaml")
                + ", which does not exist");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from: smal     |recipe mine: from must name a recipe: there is no recipe 'smal', did you mean small? (the name of a file must end in .yaml)
          from: [a, b]   |recipe mine: from must be the name of a recipe or of a file in the same folder but is ["a","b"]
          from: base.yaml|recipe mine: from is the file base.yaml, which only a recipe in a file can name
          """)
  void whatCannotBeBuiltOnIsRefused(String yaml, String message) {
    assertThatThrownBy(() -> Recipe.parse(yaml, "mine"))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "yes",
        "1e3",
        "a: b",
        "#x",
        "x #y",
        "'q'",
        "\"q\"",
        "null",
        "~",
        "",
        " ",
        "{a}",
        "[1, 2]",
        "C:\\photos",
        "0x1F",
        "12:30:00",
        "- x",
        "&a",
        "*a",
        "!t",
        "é",
        "a\nb"
      })
  void aTextStaysWhatItIs(String text) {
    Sections sections = new Sections().section("train", Sample.defaults());
    Recipe resolved = Recipe.empty("x").with("train.name", text).resolve(sections);
    assertThat(train(resolved).name()).isEqualTo(text);
    assertThat(train(Recipe.parse(resolved.toYaml(), "again")).name()).isEqualTo(text);
  }

  @Test
  void valuesKeepTheirType() {
    Recipe recipe =
        Recipe.empty("x")
            .with("train.epochs", 12)
            .with("seed_base", 1L << 40)
            .with("tau", 1e-7)
            .with("drop-last", true)
            .with("mean", List.of(0.25, 1.0))
            .with("tags", List.of("007", "a, b"))
            .with("name", Path.of("some", "folder"));
    Sample train = train(recipe);
    assertThat(train.epochs()).isEqualTo(12);
    assertThat(train.seedBase()).isEqualTo(1L << 40);
    assertThat(train.tau()).isEqualTo(1e-7);
    assertThat(train.dropLast()).isTrue();
    assertThat(train.mean()).containsExactly(0.25, 1.0);
    assertThat(train.tags()).containsExactly("007", "a, b");
    assertThat(train.name()).isEqualTo(Path.of("some", "folder").toString());
    assertThatThrownBy(() -> train(Recipe.empty("x").with("train.epochs", "12")))
        .hasMessage("setting train.epochs=12: train.epochs must be a whole number but is \"12\"");
    assertThat(train(Recipe.empty("x").with("tau", 0.1f)).tau()).isEqualTo(0.1);
    List<Path> paths = List.of(Path.of("a"), Path.of("b", "c"));
    assertThat(train(Recipe.empty("x").with("tags", paths)).tags())
        .containsExactly("a", Path.of("b", "c").toString());
    assertThatThrownBy(() -> Recipe.empty("x").with("train.epochs", new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "train.epochs cannot be set to a java.lang.Object: allowed are a String, Path, ");
    assertThatThrownBy(() -> Recipe.empty("x").with("mean", List.of(1.0, new int[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("mean cannot be set to a [I: ");
  }

  @Test
  @SuppressWarnings("NullAway") // a caller without the check
  void nullIsRefusedByTheKeysName() {
    assertThatThrownBy(() -> Recipe.empty("x").with("train.name", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("train.name cannot be set to null: allowed are ");
    assertThatThrownBy(() -> Recipe.empty("x").with(null, 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("key is null");
  }

  @Test
  void whatAChoiceBringsIsAboveOtherChoicesAndBelowItsOwn() {
    Recipe below =
        Recipe.parse(
            """
            method: a
            options: {x: 1}
            train: {epochs: 1, tau: 0.1, name: below}
            methods: {b: {train: {epochs: 2}}, a: {train: {epochs: 9}}}
            """,
            "below");
    Recipe brings = Recipe.parse("train: {epochs: 3, tau: 0.3, seed-base: 3}", "b");
    Recipe above = Recipe.parse("train: {tau: 0.4}\nmethods: {b: {train: {name: last}}}", "above");
    Choice b = new Choice("method", "b", brings, List.of("options"), "methods", false);

    Recipe named = below.merge(Recipe.parse("method: b", "m")).merge(above).choose(b);
    for (Recipe recipe : List.of(named, below.merge(above).with("method", "b").choose(b))) {
      Sample train = train(recipe);
      assertThat(train.epochs()).as("said for b alone").isEqualTo(2);
      assertThat(train.tau()).as("said above").isEqualTo(0.4);
      assertThat(train.seedBase()).as("brought").isEqualTo(3);
      assertThat(train.name()).as("said above for b alone").isEqualTo("last");
      assertThat(recipe.names("options")).as("options of a").isEmpty();
      assertThat(recipe.names("methods")).isEmpty();
    }
    Recipe own = Recipe.parse("method: b\noptions: {y: 1}\ntrain: {epochs: 8}", "own").choose(b);
    assertThat(train(own).epochs()).as("the recipe's own value").isEqualTo(8);
    assertThat(train(own).tau()).isEqualTo(0.3);
    assertThat(own.names("options")).containsExactly("y");
  }

  @Test
  void whatASettingNamesMayBeAboveAll() {
    Recipe recipe = Recipe.parse("train: {epochs: 5, tau: 0.5}", "x").with("preset", "p");
    Recipe brings = Recipe.parse("train: {epochs: 7}", "p");
    Recipe chosen = recipe.choose(new Choice("preset", "p", brings, List.of(), "", true));
    assertThat(train(chosen).epochs()).isEqualTo(7);
    assertThat(train(chosen.with("epochs=6")).epochs()).isEqualTo(6);
    assertThat(chosen.without("preset").text("preset")).isEmpty();
  }
}
