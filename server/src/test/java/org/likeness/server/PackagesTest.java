package org.likeness.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The packages of this module: studio and service share the server and know nothing of each other.
 */
final class PackagesTest {
  private static final String SERVER = "org.likeness.server";
  private static final String SERVICE = SERVER + ".service";
  private static final String STUDIO = SERVER + ".studio";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERVER);

  @Test
  void eachHasClassesAndIsNullMarked() {
    for (String name : new String[] {SERVER, SERVICE, STUDIO}) {
      assertThat(CLASSES.containPackage(name)).as(name).isTrue();
    }
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
  }

  @Test
  void arrowsPointToTheServer() {
    noClasses()
        .that()
        .resideInAPackage(SERVER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SERVICE, STUDIO)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(SERVICE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(STUDIO)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(STUDIO)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SERVICE)
        .check(CLASSES);
  }

  @Test
  void nobodyPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }
}
