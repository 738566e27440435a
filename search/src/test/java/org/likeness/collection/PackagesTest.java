package org.likeness.collection;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The packages of this module: which knows which. */
final class PackagesTest {
  private static final List<String> PACKAGES =
      List.of("search", "collection", "classify", "export");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(PACKAGES.stream().map(name -> "org.likeness." + name).toList());

  @Test
  void eachHasClassesAndIsNullMarked() {
    for (String name : PACKAGES) {
      assertThat(CLASSES.containPackage("org.likeness." + name)).as(name).isTrue();
    }
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
  }

  @Test
  void theyHaveNoCycles() {
    slices().matching("org.likeness.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** A change of the index's library stays in one package. */
  @Test
  void onlySearchKnowsLucene() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.likeness.search")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(CLASSES);
  }

  /** What a table says needs no index. */
  @Test
  void collectionsKnowNoIndex() {
    noClasses()
        .that()
        .resideInAnyPackage("org.likeness.collection", "org.likeness.export")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("org\\.likeness\\.search\\.(SearchIndex|SearchIndexWriter|Snapshot)")
        .check(CLASSES);
  }

  @Test
  void nobodyPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }
}
