package org.likeness.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.error.InputException;
import org.likeness.option.OptionValues;

final class RecipeTest {
  private static final Sections SECTIONS =
      new Sections()
          .value("method", "instdisc")
          .value("seed", 0L)
          .section("train", Sample.defaults())
          .section("view", new Sample.Inner(0.3, 64));

  @Test
  void whatIsMissingTakesTheDefault() {
    assertThat(Recipe.empty("x").bind("train", Sample.defaults())).isEqualTo(Sample.defaults());
    assertThat(Recipe.parse("train:\n", "x").bind("train", Sample.defaults()))
        .isEqualTo(Sample.defaults());
    assertThat(Recipe.parse("# nothing\n", "x").bind("train", Sample.defaults()))
        .isEqualTo(Sample.defaults());
  }

  @Test
  void everyKeyIsReadAndEachTestValueIsUnlikeItsDefault() throws ReflectiveOperationException {
    Sample read =
        Recipe.parse(
                """
                train:
                  epochs: 12
                  seed_base: 1099511627776
                  tau: 1e-3
                  drop-last: true
                  name: other
                  kind: Not-So-Plain
                  mean: [0.25, 1]
                  tags: b, c
                  keep: 9
                  maybe: null
                  crop: {min: 0.08, size: 224}
                """,
                "x")
            .bind("train", Sample.defaults());
    for (RecordComponent component : Sample.class.getRecordComponents()) {
      assertThat(component.getAccessor().invoke(read))
          .as(component.getName())
          .isNotEqualTo(component.getAccessor().invoke(Sample.defaults()));
    }
    assertThat(read.tau()).isEqualTo(1e-3);
    assertThat(read.tags()).containsExactly("b", "c");
    assertThat(read.keep()).containsExactly(9);
  }

  @Test
  void writtenOutAndReadAgainIsEqual() {
    Sections others = new Sections().value("method", "x").section("train", Sample.others());
    Recipe resolved = Recipe.parse("method: a-b", "x").resolve(others);
    Recipe again = Recipe.parse(resolved.toYaml(), "again");
    assertThat(again.bind("train", Sample.defaults())).isEqualTo(Sample.others());
    assertThat(again.text("method")).contains("a-b");
    assertThat(again.resolve(others).toYaml()).isEqualTo(resolved.toYaml());
  }

  @Test
  void writesAsAPersonWould() {
    assertThat(Recipe.parse("train:\n  tau: 0.07\n  keep: [1, 2]", "x").resolve(SECTIONS).toYaml())
        .isEqualTo(
            """
            method: instdisc
            seed: 0
            train:
              epochs: 5
              seed-base: 7
              tau: 0.07
              drop-last: false
              name: plain
              kind: plain
              mean: [0.5]
              tags: [a]
              keep: [1, 2]
              maybe: 2.5
              crop:
                min: 0.2
                size: 32
            view:
              min: 0.3
              size: 64
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0005,0.0005",
    "1e-4,0.0001",
    "1e-9,1e-9",
    "120,120",
    "1234567,1234567",
    "1.5e10,1.5e+10",
    "0,0",
    "-0.0,-0.0"
  })
  void numbersAreReadable(double value, String text) {
    assertThat(OptionValues.number(value)).isEqualTo(text);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
  }

  @Test
  void settingsStandAboveTheFileAndMayBeShortened() {
    Recipe recipe =
        Recipe.parse("method: a\ntrain: {epochs: 3, tau: 0.5}", "x")
            .with("epochs=9")
            .with("method=invaspread")
            .with("crop.size=96")
            .with("mean=[0.1,0.2]")
            .with("tags=u,v")
            .with("view.size=48")
            .with("drop_last=true")
            .resolve(SECTIONS);
    Sample train = recipe.bind("train", Sample.defaults());
    assertThat(train.epochs()).isEqualTo(9);
    assertThat(train.tau()).isEqualTo(0.5);
    assertThat(train.crop()).isEqualTo(new Sample.Inner(0.2, 96));
    assertThat(train.mean()).containsExactly(0.1, 0.2);
    assertThat(train.tags()).containsExactly("u", "v");
    assertThat(train.dropLast()).isTrue();
    assertThat(recipe.bind("view", new Sample.Inner(1, 1))).isEqualTo(new Sample.Inner(0.3, 48));
    assertThat(recipe.text("method")).contains("invaspread");
  }

  @Test
  void aKeyThatWasRenamedMeansTheNewOne() {
    Sections sections =
        new Sections()
            .section("train", Sample.defaults())
            .section("crop", new Sample.Inner(0.3, 64));
    Map<String, String> keys = Map.of("old.smallest", "crop.min", "train.side", "crop.size");
    Recipe file = Recipe.parse("old: {smallest: 0.1}\ntrain: {side: 96, tau: 0.5}", "x");
    Recipe resolved = file.renamed(keys).resolve(sections);
    assertThat(resolved.bind("crop", new Sample.Inner(1, 1))).isEqualTo(new Sample.Inner(0.1, 96));
    assertThat(resolved.bind("train", Sample.defaults()).tau()).isEqualTo(0.5);
    assertThat(resolved.toYaml()).doesNotContain("old", "side");
    assertThat(
            file.with("train.side=32")
                .renamed(keys)
                .resolve(sections)
                .bind("crop", new Sample.Inner(1, 1)))
        .isEqualTo(new Sample.Inner(0.1, 32));
    assertThatThrownBy(
            () -> Recipe.parse("old: {smallest: -1}", "x").renamed(keys).resolve(sections))
        .hasMessage("recipe x: crop.min must be positive but is -1");
    assertThatThrownBy(
            () -> Recipe.empty("x").with("old.smallest=-1").renamed(keys).resolve(sections))
        .hasMessage("setting old.smallest=-1: crop.min must be positive but is -1");
    assertThatThrownBy(() -> Recipe.parse("old: {smallest: 1}\ncrop: {min: 1}", "x").renamed(keys))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe x: old.smallest is the former name of crop.min, and both are set: remove old.smallest");
  }

  @Test
  void sectionsMayStandBelowOthers() {
    Sections sections =
        new Sections()
            .section("train", Sample.defaults())
            .section("train.extra", new Sample.Inner(0.3, 64));
    Recipe resolved =
        Recipe.parse("train: {tau: 0.5, extra: {min: 0.4}}", "x")
            .with("extra.size=8")
            .resolve(sections);
    assertThat(resolved.bind("train.extra", new Sample.Inner(1, 1)))
        .isEqualTo(new Sample.Inner(0.4, 8));
    assertThat(resolved.bind("train", Sample.defaults(), List.of("extra")).tau()).isEqualTo(0.5);
    assertThat(resolved.toYaml()).endsWith("    size: 32\n  extra:\n    min: 0.4\n    size: 8\n");
    assertThat(Recipe.parse(resolved.toYaml(), "again").resolve(sections).toYaml())
        .isEqualTo(resolved.toYaml());
  }

  @Test
  void wordsAreReadBeforeTheRecipeIsResolved() {
    Recipe recipe = Recipe.parse("train: {tags: [u, v], name: one}", "x");
    assertThat(recipe.words("train.tags", List.of("z"))).containsExactly("u", "v");
    assertThat(recipe.words("train.name", List.of("z"))).containsExactly("one");
    assertThat(recipe.words("train.missing", List.of("z"))).containsExactly("z");
    assertThat(recipe.with("train.tags=a, b").words("train.tags", List.of()))
        .containsExactly("a", "b");
    assertThat(recipe.with("train.tags=[]").words("train.tags", List.of("z"))).isEmpty();
  }

  @Test
  void settingsAreSeenBeforeTheRecipeIsResolved() {
    Recipe recipe =
        Recipe.parse("train: {epochs: 3}", "x")
            .with("train.epochs=10")
            .with("tau=0.07")
            .with("method=b");
    assertThat(recipe.bind("train", Sample.defaults()).epochs()).isEqualTo(10);
    assertThat(recipe.bind("train", Sample.defaults()).tau()).isEqualTo(0.07);
    assertThat(recipe.text("method")).contains("b");
    assertThat(recipe.text("nothing")).isEmpty();
  }

  @Test
  void theRecipeAboveWinsKeyByKey() {
    Recipe below = Recipe.parse("train: {epochs: 3, tau: 0.5, mean: [1, 2]}", "below.yaml");
    Recipe above = Recipe.parse("train: {epochs: 4, mean: [3]}", "above.yaml");
    Sample train = below.merge(above).bind("train", Sample.defaults());
    assertThat(train.epochs()).isEqualTo(4);
    assertThat(train.tau()).isEqualTo(0.5);
    assertThat(train.mean()).containsExactly(3.0);
    assertThat(below.bind("train", Sample.defaults()).epochs())
        .as("recipes do not change")
        .isEqualTo(3);
  }

  @Test
  void anErrorNamesTheFileThatTheValueCameFrom() {
    Recipe below = Recipe.parse("train: {epochs: 3, tau: -1}", "below.yaml");
    Recipe above = Recipe.parse("train: {epochs: ten}", "above.yaml");
    assertThatThrownBy(() -> below.merge(above).resolve(SECTIONS))
        .hasMessage("recipe above.yaml: train.epochs must be a whole number but is \"ten\"");
    assertThatThrownBy(() -> below.merge(above.with("epochs=4")).resolve(SECTIONS))
        .hasMessage("recipe below.yaml: train.tau must be positive but is -1");
    assertThatThrownBy(() -> below.with("tau=-2").resolve(SECTIONS))
        .hasMessage("setting tau=-2: train.tau must be positive but is -2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train: {epoch: 3}|recipe r.yaml: unknown key train.epoch, did you mean train.epochs?
          train: {momentum: 3}|recipe r.yaml: unknown key train.momentum; train has epochs, seed-base, tau, drop-last, name, kind, mean, tags, keep, maybe, crop
          train: {crop: {mim: 3}}|recipe r.yaml: unknown key train.crop.mim, did you mean train.crop.min?
          trian: {epochs: 3}|recipe r.yaml: unknown section trian, did you mean train?
          other: 3|recipe r.yaml: unknown section other; the sections are method, seed, train, view
          train: {epochs: 2.5}|recipe r.yaml: train.epochs must be a whole number but is 2.5
          train: {epochs: 3000000000}|recipe r.yaml: train.epochs must be a whole number but is 3000000000
          train: {epochs: [1]}|recipe r.yaml: train.epochs must be a whole number but is [1]
          train: {epochs: }|recipe r.yaml: train.epochs must be a whole number but is empty
          train: {tau: warm}|recipe r.yaml: train.tau must be a number but is "warm"
          train: {drop-last: 1}|recipe r.yaml: train.drop-last must be true or false but is 1
          train: {name: {a: 1}}|recipe r.yaml: train.name must be a text but is a section
          train: {mean: [1, x]}|recipe r.yaml: train.mean must be a number but is "x"
          train: {mean: {a: 1}}|recipe r.yaml: train.mean must be a list but is a section
          train: {kind: plian}|recipe r.yaml: train.kind must be one of plain, not-so-plain but is "plian", did you mean plain?
          train: {tau: 0}|recipe r.yaml: train.tau must be positive but is 0
          train: {crop: {min: -1}}|recipe r.yaml: train.crop.min must be positive but is -1
          train: {crop: 3}|recipe r.yaml: train.crop must be a section but is 3
          train: {epochs: 2000, drop-last: true}|recipe r.yaml: train: so many epochs need every image
          train: 7|recipe r.yaml: train must be a section but is 7
          seed: x|recipe r.yaml: seed must be a whole number but is "x"
          method: [a]|recipe r.yaml: method must be a text but is ["a"]
          train: {seed-base: 1, seed_base: 2}|recipe r.yaml: train.seed-base is defined twice: keep one of them
          """)
  void refusesInOneSentence(String yaml, String message) {
    assertThatThrownBy(() -> Recipe.parse(yaml, "r.yaml").resolve(SECTIONS))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          size=3|setting size=3: size is ambiguous: write train.crop.size or view.size in full
          epoch=3|setting epoch=3: unknown key epoch, did you mean train.epochs?
          train.epoch=3|setting train.epoch=3: unknown key train.epoch, did you mean train.epochs?
          momentum=3|setting momentum=3: unknown key momentum; recipe.yaml in any run folder has all keys
          epochs=ten|setting epochs=ten: train.epochs must be a whole number but is "ten"
          epochs|setting epochs: write KEY=VALUE, such as train.epochs=10
          =3|setting =3: write KEY=VALUE, such as train.epochs=10
          epochs=|setting epochs=: the value after the = is missing
          """)
  void refusesSettingsInOneSentence(String setting, String message) {
    assertThatThrownBy(() -> Recipe.empty("x").with(setting).resolve(SECTIONS))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void valuesOfSettingsThatAreNoYamlAreTexts() {
    Recipe recipe = Recipe.empty("x").with("name=C: drive").with("tags=[x, y]").resolve(SECTIONS);
    assertThat(recipe.bind("train", Sample.defaults()).name()).isEqualTo("C: drive");
    assertThat(recipe.bind("train", Sample.defaults()).tags()).isEqualTo(List.of("x", "y"));
  }

  @Test
  void aSyntaxErrorNamesItsLine() {
    assertThatThrownBy(() -> Recipe.parse("train:\n  epochs: 3\n  tau: [1, 2\nview: 3\n", "r.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe r.yaml is not valid YAML in line 4: expected ',' or ']', but got :");
    assertThatThrownBy(() -> Recipe.parse("train:\n  epochs: 3\n  epochs: 4\n", "r.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe r.yaml is not valid YAML in line 3: epochs is defined twice");
    assertThatThrownBy(() -> Recipe.parse("[1, 2]", "r.yaml"))
        .hasMessage("recipe r.yaml: a recipe must contain lines such as `epochs: 10` but is [1,2]");
  }

  @Test
  void readsFiles(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("r.yaml"), "train: {epochs: 33}");
    assertThat(Recipe.read(file).bind("train", Sample.defaults()).epochs()).isEqualTo(33);
    assertThatThrownBy(() -> Recipe.read(folder.resolve("none.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe " + folder.resolve("none.yaml") + " cannot be read: no such file or folder");
  }

  @Test
  void depthHasALimit() {
    for (String yaml : List.of("a: " + "[".repeat(2000), "{a: ".repeat(2000))) {
      assertThatThrownBy(() -> Recipe.parse(yaml, "deep"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "recipe deep is not valid YAML: it is nested too deeply, or has a name or a value that is too long");
    }
  }
}
