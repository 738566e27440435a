package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.error.InputException;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;

final class ExperimentReaderTest {
  @Test
  void readsWhatIsWritten() {
    Experiment tiny = TinyExperiment.experiment();
    assertThat(tiny.rows())
        .extracting(Row::id)
        .containsExactly("pixels", "triplet", "hard", "same", "other");
    assertThat(tiny.row("triplet").published().get("knn")).isEqualTo(new Published("57.5", true));
    assertThat(tiny.row("hard").published().get("knn").phrase()).isEqualTo("78.4");
    assertThat(tiny.at(Scale.SMOKE)).isEqualTo(tiny.at(Scale.SMALL));
    assertThat(tiny.at(Scale.PAPER).seeds()).containsExactly(0L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title: A tiny|titel: A tiny|experiment tiny: title is missing: add it",
        "notes:|note:|experiment tiny: there is no key 'note', did you mean notes?",
        "kind: pixels|kind: pixel|experiment tiny: rows.pixels: kind: there is no value 'pixel', did you mean pixels?",
        "less: triplet|less: triplets|experiment tiny: there is no row 'triplets', did you mean triplet?",
        "networks: [last, best]|networks: [first]|experiment tiny: evaluations.knn: networks must be last, best or numbers of epochs but is first",
        "seeds: [0, 1]|seeds: [a]|experiment tiny: scales.small: seeds must be a list of whole numbers but is [\"a\"]",
        "small:|big:|experiment tiny: scales: there is no value 'big': choose one of smoke, small, paper",
        "{x: 1, settings|{x: 1, on: {tiny: {setings: {}}}, settings|experiment tiny: rows.triplet: on.tiny: there is no key 'setings', did you mean settings?",
        "{x: 1, settings|{x: 1, on: {tny: {}}, settings|experiment tiny: there is no key of images 'tny', did you mean tiny?",
        "networks: [last, best]}|paper: {option: {}}}|experiment tiny: evaluations.knn: paper: there is no key 'option', did you mean options?",
        "less: triplet}|less: triplet, columns: [svm]}|experiment tiny: there is no column 'svm': choose one of knn",
        "less: triplet}|less: triplet, columns: [knn], against: [svm]}|experiment tiny: there is no column 'svm': choose one of knn",
        "less: triplet}|less: triplet, against: [knn]}|experiment tiny: a claim has 0 columns and 1 against them: name one for each",
        "kind: columns, values: [knn]|kind: columns, values: [kn]|experiment tiny: there is no value 'kn', did you mean knn?",
        "{title: kNN, value|{title: kNN, evaluation: kn, value|experiment tiny: there is no evaluation 'kn', did you mean knn?",
        "{tiny: {title: Tiny images, about: a folder of tiny images}}|{}|experiment tiny: scales.small: data is missing: name the images",
        "{x: 1, settings|{x: one, settings|experiment tiny: rows.triplet: x must be a number but is \"one\"",
        "{x: 1, settings|{from: tripet, settings|experiment tiny: there is no row 'tripet', did you mean triplet?",
        "{x: 1, settings|{of: tripet, settings|experiment tiny: there is no row 'tripet', did you mean triplet?",
        "{x: 1, settings|{evaluations: [kn], settings|experiment tiny: there is no evaluation 'kn', did you mean knn?",
        "notes: [Nothing is learned here.]|notes: [Differs: here.]|experiment tiny: notes must be a list of single values but has {\"Differs\":\"here.\"}",
        "images: 50000|images: -1|experiment tiny: scales.paper: data.cifar10: images must be a whole number of at least 0 but is -1",
        "images: 50000|images: 1.5|experiment tiny: scales.paper: data.cifar10: images must be a whole number of at least 0 but is 1.5",
        "y: loss}|y: loss, logarithmic: 1}|experiment tiny: figures.loss: logarithmic must be true or false but is 1",
        "loss: {title|lo/ss: {title|experiment tiny: the name lo/ss must not have slashes, since files are called by it: rename it",
        "{tiny: {title|{a/../b: {title|experiment tiny: the name a/../b must not have slashes, since files are called by it: rename it",
        "published: {knn: 78.4}|published: {svm: 78.4}|experiment tiny: there is no column 'svm': choose one of knn",
      })
  void mistakesAreNamed(String good, String bad, String message) {
    assertThatThrownBy(
            () ->
                ExperimentReader.read("tiny", TinyExperiment.YAML.replaceFirst(quoted(good), bad)))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void aScaleHasOptionsImagesAndTitlesOfItsOwn() {
    Experiment tiny =
        ExperimentReader.read(
            "tiny",
            TinyExperiment.YAML
                .replace("networks: [last, best]", "paper: {options: {k: [5]}, data: places}")
                .replace("{x: 1, ", "{x: 1, title: some, paper: {title: many, seed: 3}, "));
    Measure small = tiny.measures(Scale.SMOKE).get(0);
    Measure paper = tiny.measures(Scale.PAPER).get(0);
    assertThat(((KnnEvaluation.Options) small.options()).k()).containsExactly(3);
    assertThat(((KnnEvaluation.Options) paper.options()).k()).containsExactly(5);
    assertThat(((KnnEvaluation.Options) paper.options()).gridK()).isEmpty();
    assertThat(small.data()).isEmpty();
    assertThat(ExperimentPlan.keys(tiny, Scale.PAPER)).containsExactly("cifar10", "places");
    assertThat(tiny.row("triplet").title(Scale.SMALL)).isEqualTo("some");
    assertThat(tiny.row("triplet").title(Scale.PAPER)).isEqualTo("many");
    assertThat(tiny.row("triplet").at().get(Scale.PAPER).values()).containsOnlyKeys("seed");
  }

  private static String quoted(String text) {
    return Pattern.quote(text);
  }

  @Test
  void settingsAreLaidInOrder() {
    ExperimentPlan plan =
        new ExperimentPlan(
            TinyExperiment.experiment(),
            Selection.all(Scale.SMALL),
            new ImagePlaces(Map.of(), Optional.of("somewhere")));
    Trial hard = new Trial(plan.experiment().row("hard"), plan.setting().data().get(0), 1);
    PretrainRecipe recipe = PretrainRecipe.of(plan.recipe(hard, Optional.empty()));
    assertThat(recipe.method().name()).isEqualTo("triplet");
    assertThat(recipe.train().batch()).as("the scale's, not the method's").isEqualTo(8);
    assertThat(recipe.seed()).isEqualTo(1);
    assertThat(recipe.data().source()).isEqualTo("somewhere");
    assertThat(recipe.summarised()).isEmpty();
  }

  @Test
  void theFirstSeedOfAllRowsComesFirst() {
    ExperimentPlan plan =
        new ExperimentPlan(
            TinyExperiment.experiment(), Selection.all(Scale.SMALL), ImagePlaces.none());
    assertThat(plan.trials())
        .extracting(Trial::phrase)
        .startsWith("pixels on tiny, seed 0", "triplet on tiny, seed 0")
        .endsWith("same on tiny, seed 1")
        .hasSize(8);
    Selection some = new Selection(Scale.SMALL, List.of("hard"), List.of(7L));
    assertThat(new ExperimentPlan(TinyExperiment.experiment(), some, ImagePlaces.none()).trials())
        .extracting(Trial::phrase)
        .containsExactly("hard on tiny, seed 7");
  }

  @Test
  void imagesAreFoundByKeys() {
    DataSetting tiny = TinyExperiment.experiment().at(Scale.SMALL).data().get(0);
    DataSetting emoji =
        new DataSetting("emoji", "", "", Optional.empty(), Recipe.empty(""), true, 0);
    List<String> keys = List.of("tiny", "emoji");
    ImagePlaces single = new ImagePlaces(Map.of(), Optional.of("a"));
    assertThat(single.of(tiny, keys)).isEqualTo("a");
    assertThat(single.of(emoji, keys)).isEqualTo("emoji");
    assertThat(new ImagePlaces(Map.of("emoji", "b"), Optional.empty()).of(emoji, keys))
        .isEqualTo("b");
    assertThat(single.isGiven("tiny", keys)).isTrue();
    assertThat(single.isGiven("emoji", keys)).isFalse();
    ImagePlaces named = ImagePlaces.none().named(keys);
    assertThat(named.of(tiny, keys)).isEqualTo("tiny");
    assertThat(named.isGiven("tiny", keys)).isFalse();
    assertThatThrownBy(() -> ImagePlaces.none().of(tiny, keys))
        .isInstanceOf(InputException.class)
        .hasMessage("the images tiny are missing: add --data tiny=DIR, a folder of tiny images");
    assertThatThrownBy(() -> new ImagePlaces(Map.of("tinny", "b"), Optional.empty()).require(keys))
        .isInstanceOf(InputException.class)
        .hasMessage("--data: there is no key 'tinny', did you mean tiny?");
  }

  @Test
  void aNumberMustBeFinite() {
    assertThatThrownBy(
            () ->
                ExperimentReader.read(
                    "tiny", TinyExperiment.YAML.replace("{x: 1, ", "{x: 1.0e+999, ")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("experiment tiny: rows.triplet: x must be a number but is ");
  }
}
