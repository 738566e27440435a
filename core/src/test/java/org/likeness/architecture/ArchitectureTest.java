package org.likeness.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** The arrows between packages, and the few things that no class may do. */
final class ArchitectureTest {
  private static final JavaClasses LIKENESS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.likeness");

  private static final String[] BELOW_LEARNING = {
    "error", "random", "torch", "image", "augment", "data", "nn", "backbone"
  };

  @Test
  void enoughClassesWereSeen() {
    assertThat(LIKENESS.size()).isGreaterThan(100);
    for (String name : BELOW_LEARNING) {
      assertThat(LIKENESS.containPackage("org.likeness." + name)).as(name).isTrue();
    }
  }

  @Test
  void arrowsPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("error")
        .definedBy("org.likeness.error")
        .layer("random")
        .definedBy("org.likeness.random")
        .layer("torch")
        .definedBy("org.likeness.torch")
        .layer("image")
        .definedBy("org.likeness.image")
        .layer("augment")
        .definedBy("org.likeness.augment")
        .layer("data")
        .definedBy("org.likeness.data")
        .layer("nn")
        .definedBy("org.likeness.nn")
        .layer("backbone")
        .definedBy("org.likeness.backbone")
        .layer("loss")
        .definedBy("org.likeness.loss")
        .layer("memory")
        .definedBy("org.likeness.memory")
        .layer("encoder")
        .definedBy("org.likeness.encoder")
        .layer("export")
        .definedBy("org.likeness.export")
        .layer("method")
        .definedBy("org.likeness.method")
        .layer("optim")
        .definedBy("org.likeness.optim")
        .layer("train")
        .definedBy("org.likeness.train")
        .layer("evaluate")
        .definedBy("org.likeness.evaluate")
        .layer("figure")
        .definedBy("org.likeness.figure")
        .layer("pretraining")
        .definedBy("org.likeness.pretraining")
        .layer("bench")
        .definedBy("org.likeness.bench")
        .layer("facade")
        .definedBy("org.likeness")
        .whereLayer("facade")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pretraining")
        .mayOnlyBeAccessedByLayers("facade")
        .whereLayer("figure")
        .mayOnlyBeAccessedByLayers("pretraining", "facade")
        .whereLayer("evaluate")
        .mayOnlyBeAccessedByLayers("figure", "pretraining", "bench", "facade")
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("evaluate", "figure", "pretraining", "bench", "facade")
        .whereLayer("method")
        .mayOnlyBeAccessedByLayers("optim", "train", "pretraining", "bench", "facade")
        .whereLayer("optim")
        .mayOnlyBeAccessedByLayers("train", "pretraining", "facade")
        .whereLayer("loss")
        .mayOnlyBeAccessedByLayers("memory", "method", "bench")
        .whereLayer("memory")
        .mayOnlyBeAccessedByLayers("method")
        .check(LIKENESS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.likeness.(*)..").should().beFreeOfCycles().check(LIKENESS);
  }

  @Test
  void lossesKnowNeitherBanksNorMethods() {
    noClasses()
        .that()
        .resideInAPackage("org.likeness.loss")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.likeness.memory", "org.likeness.method")
        .check(LIKENESS);
  }

  @Test
  void evaluationSeesAnEncoderNeverAMethod() {
    noClasses()
        .that()
        .resideInAPackage("org.likeness.evaluate")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.likeness.method")
        .check(LIKENESS);
  }

  @Test
  void recipesKnowNobody() {
    noClasses()
        .that()
        .resideInAPackage("org.likeness.recipe")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "org.likeness.recipe",
            "org.likeness.error",
            "java..",
            "com.fasterxml.jackson..",
            "org.jspecify..",
            "org.yaml..")
        .check(LIKENESS);
  }

  @Test
  void onlyTorchKnowsPointerScopes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.likeness.torch")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(PointerScope.class)
        .check(LIKENESS);
  }

  @Test
  void scopesAreOpenedByOwnersOfLoopsAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.likeness.loss",
            "org.likeness.method",
            "org.likeness.memory",
            "org.likeness.nn",
            "org.likeness.backbone")
        .should()
        .callMethod(org.likeness.torch.Scope.class, "open")
        .orShould()
        .callMethod(org.likeness.torch.Scope.class, "openNoGrad")
        .check(LIKENESS);
  }

  @Test
  void nobodyPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LIKENESS);
  }

  @Test
  void failuresAreNamed() {
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(LIKENESS);
  }

  @Test
  void nobodyCallsTheCollectorOrTheExit() {
    noClasses()
        .should()
        .callMethod(System.class, "gc")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(LIKENESS);
  }

  @Test
  void randomNumbersComeFromOneGenerator() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.util.Random.class, java.util.concurrent.ThreadLocalRandom.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(LIKENESS);
  }

  @Test
  void publicTypesStandOnTheirOwn() {
    classes()
        .that()
        .areMemberClasses()
        .and()
        .arePublic()
        .should()
        .haveSimpleName("Options")
        .because(
            "a public nested class can never move; a method's options record is the one exception")
        .check(LIKENESS);
  }
}
