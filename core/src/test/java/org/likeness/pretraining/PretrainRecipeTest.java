package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.augment.Preprocessing;
import org.likeness.error.InputException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.copies.CopyOptions;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.optim.OptimizerEntry;
import org.likeness.optim.Optimizers;
import org.likeness.optim.Sgd;
import org.likeness.option.Option;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.Torch;

final class PretrainRecipeTest {
  static List<String> names() {
    return Recipes.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeBindsAndItsResolvedFormBindsToTheSame(String name) {
    PretrainRecipe bound = PretrainRecipe.of(Recipes.named(name));
    PretrainRecipe again =
        PretrainRecipe.of(Recipe.parse(bound.resolved().toYaml(), "recipe.yaml"));
    assertThat(again.options()).isEqualTo(bound.options());
    assertThat(again.view()).isEqualTo(bound.view());
    assertThat(again.train()).isEqualTo(bound.train());
    assertThat(again.resolved().toYaml()).isEqualTo(bound.resolved().toYaml());
    assertThat(bound.preprocessing().size()).isEqualTo(bound.view().size());
    assertThat(bound.phrase()).startsWith(bound.method().title() + ", " + bound.backbone().name());
  }

  @Test
  void anEmptyRecipeTakesEveryDefault() {
    PretrainRecipe bound = PretrainRecipe.of(Recipe.empty("nothing"));
    assertThat(bound.method().name()).isEqualTo("invaspread");
    assertThat(bound.split()).isEqualTo(SplitOptions.defaults());
    assertThat(bound.monitor()).isEqualTo(MonitorOptions.defaults());
    assertThat(bound.summary()).isEqualTo(SummaryOptions.defaults());
    assertThat(bound.seed()).isZero();
    assertThat(bound.init()).isEmpty();
  }

  /** The middle seven eighths of a photograph, 224 of 256; all of a small image. */
  @ParameterizedTest
  @CsvSource({"224, 256", "112, 128", "65, 74", "64, 64", "32, 32"})
  void largeViewsAreMeasuredInTheMiddleOfALargerImage(int side, int resize) {
    Preprocessing seen =
        PretrainRecipe.of(Recipe.empty("x").with("view.size", side)).preprocessing();
    assertThat(seen.size()).isEqualTo(side);
    assertThat(seen.resize()).isEqualTo(resize);
  }

  @Test
  void mistakesAreOneSentenceWithPlaceAndKey() {
    refuses(
        "train: {epoch: 3}", "recipe mine: unknown key train.epoch, did you mean train.epochs?");
    refuses("trian: {epochs: 3}", "recipe mine: unknown section trian, did you mean train?");
    refuses(
        "train: {epochs: many}",
        "recipe mine: train.epochs must be a whole number but is \"many\"");
    refuses("train: {epochs: 0}", "recipe mine: train.epochs must be at least 1 but is 0");
    refuses("options: {tau: -1}", "recipe mine: options.tau must be positive but is -1");
    refuses("split: {test-share: 1}", "recipe mine: split.test-share must be in [0, 1) but is 1");
    refuses("monitor: {images: 1}", "recipe mine: monitor.images must be at least 2 but is 1");
    refuses(
        "{backbone: {name: vit-tiny, stem: imagenet}, view: {size: 40}}",
        "recipe mine: backbone.vit.patch of 16 does not divide view.size of 40: set it to 10 or 20, or view.size to 32 or 48");
    refuses("seed: one", "recipe mine: seed must be a whole number but is \"one\"");
    refuses(
        "method: instdisk",
        "recipe mine: method: there is no method 'instdisk', did you mean instdisc?");
    refuses(
        "train: {optimizer: sdg}",
        "recipe mine: train.optimizer: there is no optimizer 'sdg', did you mean sgd?");
    refuses(
        "backbone: {name: resnet19}",
        "recipe mine: backbone.name: there is no backbone 'resnet19', did you mean resnet18?");
    refuses(
        "{backbone: {norm: split, norm-groups: 9}, train: {batch: 16}}",
        "recipe mine: backbone.norm-groups: 9 groups of at least two images need a batch of 18 but train.batch is 16: set at most 8, or raise the batch");
    refuses(
        "optimizer: {momentum: 1}", "recipe mine: optimizer.momentum must be in [0, 1) but is 1");
  }

  private static void build(String method, String... settings) {
    Torch.require();
    PretrainRecipe.of(
            Recipe.parse(
                    "{backbone: {name: vit-tiny}, view: {size: 32}, train: {batch: 4}}", "mine")
                .with("method", method)
                .withAll(List.of(settings)))
        .build(8, 0);
  }

  /** Each method names its own key for views of another side than {@code view.size}. */
  @Test
  void viewsThatPatchesDoNotDivideAreRefusedByTheirKey() {
    assertThatThrownBy(() -> build("dino", "vit.patch=8", "local.size=12"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "backbone.vit.patch of 8 does not divide options.local.size of 12: set it to 6 or 12, or options.local.size to 8 or 16");
    assertThatThrownBy(() -> build("swav", "vit.patch=8", "local.size=12"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not divide options.local.size of 12");
    assertThatCode(() -> build("dino", "vit.patch=8", "local.size=12", "local.count=0"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> build("cpc", "vit.patch=16"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "backbone.vit.patch of 16 does not divide options.patch.side of 8: set it to 8, or options.patch.side to 16");
    assertThatCode(() -> build("cpc", "vit.patch=4")).doesNotThrowAnyException();
  }

  @Test
  void aSettingIsNamedAsItWasGiven() {
    assertThatThrownBy(() -> PretrainRecipe.of(Recipe.empty("mine").with("epochs=0")))
        .isInstanceOf(InputException.class)
        .hasMessage("setting epochs=0: train.epochs must be at least 1 but is 0");
    Recipe base = Recipe.parse("train: {optimizer: sgd}", "mine");
    for (String key : List.of("optimizer", "train.optimizer")) {
      assertThatThrownBy(() -> PretrainRecipe.of(base.with(key, "sdg")))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "setting "
                  + key
                  + "=sdg: train.optimizer: there is no optimizer 'sdg', did you mean sgd?");
    }
  }

  @Test
  void sectionsOfMethodsAreCheckedAlsoOfThoseThatAreNotChosen() {
    refuses("methods: 3", "recipe mine: methods must be a section but is 3");
    refuses("methods: {instdisc: 3}", "recipe mine: methods.instdisc must be a section but is 3");
    refuses(
        "methods: {instdisc: {trian: {epochs: 3}}}",
        "recipe mine: methods.instdisc: unknown section trian, did you mean train?");
    refuses(
        "methods: {instdisc: {train: {epoch: 3}}}",
        "recipe mine: methods.instdisc: unknown key train.epoch, did you mean train.epochs?");
    refuses(
        "methods: {supervised: {options: {tau: 0.1}}}",
        "recipe mine: methods.supervised: unknown key options.tau; options has smoothing, teacher, temperature, share, head-layers");
    PretrainRecipe bound =
        PretrainRecipe.of(
            Recipe.parse(
                "methods: {instdisc: {preset: cifar10, options: {m: 9}, monitor: {knn: {k: 3}}}}",
                "mine"));
    assertThat(bound.method().name()).isEqualTo("invaspread");
  }

  @Test
  void optionsOfEvaluationsThatAreNotListedAreLeftBehind() {
    Recipe run =
        Recipe.parse(PretrainRecipe.of(Recipe.empty("x")).resolved().toYaml(), "recipe.yaml");
    PretrainRecipe bound =
        PretrainRecipe.of(
            run.with("monitor.evaluations=[copies]").with("summary.evaluations=[spread]"));
    assertThat(bound.resolved().toYaml()).contains("monitor:").doesNotContain("knn:");
    assertThat(bound.monitored().get(0).options()).isEqualTo(new CopyOptions(0.5, 0.5, 0.4));
    assertThat(PretrainRecipe.of(run.with("monitor.evaluations=[]")).monitored()).isEmpty();
    PretrainRecipe same =
        PretrainRecipe.of(Recipe.parse("monitor: {evaluations: [copies], knn: {k: 3}}", "mine"));
    assertThat(same.monitored()).hasSize(1);
    assertThatThrownBy(
            () ->
                PretrainRecipe.of(run.with("monitor.evaluations=[copies]").with("monitor.knn.k=3")))
        .as("a setting is meant")
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("setting monitor.knn.k=3: unknown key monitor.knn.k");
  }

  /** Of an optimizer that exists here alone. */
  public record OtherOptions(@Option(value = "0.5", help = "for a test") double trust) {}

  @Test
  void optionsOfAnotherOptimizerAreLeftBehind() {
    if (!Optimizers.names().contains("other")) {
      Optimizers.register(
          new OptimizerEntry<>(
              "other",
              "for a test",
              new OtherOptions(0.5),
              (groups, options) -> new Sgd(groups, Sgd.Options.defaults())));
    }
    Recipe run =
        Recipe.parse(PretrainRecipe.of(Recipe.empty("x")).resolved().toYaml(), "recipe.yaml");
    Recipe unnamed = Recipe.parse("optimizer: {momentum: 0.8}", "mine");
    for (Recipe recipe :
        List.of(run, unnamed, run.merge(unnamed), Recipe.parse("train: {momentum: 0.8}", "old"))) {
      assertThat(optimizer(recipe.with("train.optimizer", "other")))
          .as(recipe.source())
          .isEqualTo(new OtherOptions(0.5));
    }
    Recipe other = Recipe.parse("train: {optimizer: other}\noptimizer: {trust: 0.1}", "other");
    assertThat(optimizer(run.merge(other))).isEqualTo(new OtherOptions(0.1));
    assertThat(optimizer(run.merge(other).with("optimizer", "sgd")))
        .isEqualTo(Sgd.Options.defaults());
    assertThat(
            optimizer(
                Recipe.parse("optimizer: {trust: 0.1}", "mine").with("train.optimizer", "other")))
        .isEqualTo(new OtherOptions(0.1));
    assertThatThrownBy(() -> optimizer(other.merge(unnamed)))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe mine: unknown key optimizer.momentum; optimizer has trust");
  }

  private static Record optimizer(Recipe recipe) {
    return PretrainRecipe.of(recipe).optimizer().options();
  }

  @Test
  void recipesOfBeforeStillBind() {
    String former =
        "train: {momentum: 0.8}\n"
            + "monitor: {every: 2, images: 50, bank: 60, k: 7, tau: 0.3}\n"
            + "summary: {images: 5, bank: 6, k: 70, tau: 0.4, grid-k: [2, 3], grid-tau: [0.5]}\n";
    PretrainRecipe bound = PretrainRecipe.of(Recipe.parse(former, "former"));
    assertThat(bound.monitor())
        .isEqualTo(
            new MonitorOptions(2, 50, 60, FeatureChoice.USUAL, List.of("knn", "copies", "spread")));
    assertThat(knn(bound.monitored())).isEqualTo(new KnnEvaluation.MonitorOptions(7, 0.3));
    assertThat(bound.optimizer().options()).isEqualTo(new Sgd.Options(0.8, false));
    assertThat(bound.summary())
        .isEqualTo(new SummaryOptions(5, 6, FeatureChoice.USUAL, List.of("copies", "knn")));
    assertThat(knn(bound.summarised()))
        .isEqualTo(
            new KnnEvaluation.Options(List.of(70), List.of(0.4), List.of(2, 3), List.of(0.5)));
    PretrainRecipe set =
        PretrainRecipe.of(Recipe.empty("x").with("summary.k=9").with("monitor.tau=0.2"));
    assertThat(knn(set.summarised())).extracting("k").isEqualTo(List.of(9));
    assertThat(knn(set.monitored())).extracting("tau").isEqualTo(0.2);
    PretrainRecipe grid = PretrainRecipe.of(Recipe.empty("x").with("grid-k=3"));
    assertThat(knn(grid.summarised())).extracting("gridK").isEqualTo(List.of(3));
    refuses(
        "monitor: {k: 5, knn: {k: 6}}",
        "recipe mine: monitor.k is the former name of monitor.knn.k, and both are set: remove monitor.k");
  }

  private static Record knn(List<BoundEvaluation> evaluations) {
    return evaluations.stream()
        .filter(bound -> bound.entry().name().equals("knn"))
        .findFirst()
        .orElseThrow()
        .options();
  }

  @Test
  void theEvaluationsOfARecipeAreAListAndASectionEach() {
    PretrainRecipe bound =
        PretrainRecipe.of(
            Recipe.parse("monitor: {evaluations: [copies], copies: {area: 0.25}}", "mine")
                .with("summary.evaluations=spread,copies"));
    assertThat(bound.monitored())
        .extracting(evaluation -> evaluation.entry().name())
        .containsExactly("copies");
    assertThat(bound.monitored().get(0).options()).isEqualTo(new CopyOptions(0.25, 0.5, 0.4));
    assertThat(bound.summarised())
        .extracting(evaluation -> evaluation.entry().name())
        .containsExactly("spread", "copies");
    assertThat(bound.resolved().toYaml())
        .endsWith(
            """
            monitor:
              every: 1
              images: 256
              bank: 1000
              features: usual
              evaluations: [copies]
              copies:
                area: 0.25
                flip: 0.5
                jitter: 0.4
                strengths: 0
            summary:
              images: 0
              bank: 0
              features: usual
              evaluations: [spread, copies]
              copies:
                area: 0.5
                flip: 0.5
                jitter: 0.4
                strengths: 0
            card:
              images-licence: ""
              init-licence: ""
            """);
    PretrainRecipe none = PretrainRecipe.of(Recipe.parse("monitor: {evaluations: []}", "mine"));
    assertThat(none.monitored()).isEmpty();
    refuses(
        "monitor: {evaluations: [knnn]}",
        "recipe mine: monitor.evaluations: there is no evaluation 'knnn', did you mean knn?");
    refuses(
        "summary: {evaluations: [knn, knn]}",
        "recipe mine: summary.evaluations must name each once but is [knn, knn]");
    refuses(
        "monitor: {evaluations: [copies], knnn: {k: 3}}",
        "recipe mine: unknown section monitor.knnn; monitor has monitor.copies");
    refuses(
        "monitor: {copys: {area: 1}}",
        "recipe mine: unknown section monitor.copys, did you mean monitor.copies?");
    refuses(
        "monitor: {knn: {kk: 3}}",
        "recipe mine: unknown key monitor.knn.kk, did you mean monitor.knn.k?");
    refuses(
        "monitor: {evry: 3}", "recipe mine: unknown key monitor.evry, did you mean monitor.every?");
    refuses("monitor: {knn: 3}", "recipe mine: monitor.knn must be a section but is 3");
  }

  private static void refuses(String yaml, String message) {
    assertThatThrownBy(() -> PretrainRecipe.of(Recipe.parse(yaml, "mine")))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
