package org.likeness.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.likeness.methods.Methods;

/** The arrows between packages, and the few things that no class may do. */
final class ArchitectureTest {
  private static final JavaClasses LIKENESS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.likeness");

  private static final String[] BELOW_LEARNING = {
    "error", "random", "torch", "image", "augment", "data", "nn", "backbone"
  };

  /** Methods that may have more lines from their constructor on, with the reason. */
  private static final Map<String, String> LONGER =
      Map.of("Supervised", "two losses: of labels and of a teacher, which may be mixed");

  /** The files of this library's methods; each has its options beside it. */
  private static Set<String> methodFiles() {
    return Methods.all().stream()
        .map(entry -> entry.defaults().getClass().getEnclosingClass())
        .filter(type -> type.getPackage().equals(Methods.class.getPackage()))
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void enoughClassesWereSeen() {
    assertThat(LIKENESS.size()).isGreaterThan(100);
    for (String name : BELOW_LEARNING) {
      assertThat(LIKENESS.containPackage("org.likeness." + name)).as(name).isTrue();
    }
  }

  /** A method's file reads as its paper: the parts that methods share are elsewhere. */
  @Test
  void theFileOfAMethodIsShort() throws IOException {
    Path sources = Path.of("src", "main", "java", "org", "likeness", "methods");
    assertThat(methodFiles()).hasSizeGreaterThan(15);
    for (String name : methodFiles()) {
      List<String> lines = Files.readAllLines(sources.resolve(name + ".java"));
      int constructor = lines.indexOf("  public " + name + "(Ingredients in, Options options) {");
      assertThat(constructor).as(name).isPositive();
      assertThat(lines.size()).as("lines of " + name).isLessThanOrEqualTo(220);
      if (!LONGER.containsKey(name)) {
        assertThat(lines.size() - constructor)
            .as(name + " from its constructor on")
            .isLessThan(100);
      }
    }
  }

  /**
   * From below to above; a package sees those before it alone. {@code evaluate} has others within.
   */
  private static final List<String> ORDER =
      List.of(
          "error",
          "option",
          "random",
          "torch",
          "io",
          "image",
          "augment",
          "data",
          "data.source",
          "data.load",
          "nn",
          "backbone",
          "loss",
          "memory",
          "encoder",
          "optim",
          "neighbours",
          "clustering",
          "features",
          "table",
          "classifier",
          "method",
          "methods",
          "recipe",
          "run",
          "train",
          "verdict",
          "figure",
          "evaluate..",
          "evaluations",
          "pretraining",
          "finetune",
          "comparison",
          "",
          "experiment.layout",
          "experiment",
          "reproduction");

  @Test
  void arrowsPointOneWay() {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] above =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(ArchitectureTest::full)
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(full(ORDER.get(i)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above)
            .check(LIKENESS);
      }
    }
  }

  @Test
  void everyPackageHasItsPlace() {
    classes()
        .should()
        .resideInAnyPackage(ORDER.stream().map(ArchitectureTest::full).toArray(String[]::new))
        .check(LIKENESS);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(LIKENESS.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
  }

  private static String full(String name) {
    return name.isEmpty() ? "org.likeness" : "org.likeness." + name;
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.likeness.(**)").should().beFreeOfCycles().check(LIKENESS);
  }

  @Test
  void lossesKnowNeitherBanksNorMethods() {
    noClasses()
        .that()
        .resideInAPackage("org.likeness.loss")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.likeness.memory", "org.likeness.method", "org.likeness.methods")
        .check(LIKENESS);
  }

  @Test
  void evaluationSeesAnEncoderNeverAMethod() {
    noClasses()
        .that()
        .resideInAnyPackage("org.likeness.evaluate..", "org.likeness.evaluations")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.likeness.method", "org.likeness.methods")
        .check(LIKENESS);
  }

  /** Each evaluation stands on the contract alone. */
  @Test
  void evaluationsKnowTheContractAndNotEachOther() {
    noClasses()
        .that()
        .resideInAPackage("org.likeness.evaluate")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.likeness.evaluate.*..", "org.likeness.evaluations")
        .check(LIKENESS);
    slices()
        .matching("org.likeness.evaluate.(*)..")
        .should()
        .notDependOnEachOther()
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
            "org.likeness.option",
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
            "org.likeness.methods",
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
        .beRecords()
        .orShould()
        .beEnums()
        .orShould()
        .beInterfaces()
        .because("a value may stand in the type that it serves; a class with a life of its own not")
        .check(LIKENESS);
  }
}
