package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.likeness.figure.Figures;

final class ClassAccuraciesTest {
  private static ArrayNode classes(int count) {
    ArrayNode classes = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < count; i++) {
      String name = String.format(Locale.ROOT, "c%02d", i);
      classes.addObject().put("class", name).put("accuracy", i / (double) count);
    }
    return classes;
  }

  private static String svg(ArrayNode classes) {
    return Figures.svg(ClassAccuracies.figure(classes, "Title", "Caption").orElseThrow());
  }

  @Test
  void eachOfThirtyClassesIsNamed() {
    String svg = svg(classes(30));
    assertThat(svg).contains(">c00</text>", ">c15</text>", ">c29</text>", ">Caption</text>");
    assertThat(svg.indexOf(">c29</text>")).as("the best first").isLessThan(svg.indexOf(">c00</"));
    assertThat(svg).doesNotContain("from the best to the worst");
  }

  @Test
  void ofMoreClassesThoseAtTheEndsAreNamed() {
    assertThat(svg(classes(31)))
        .contains(
            ">classes, from the best to the worst</text>",
            ">The 10 most and the 10 least accurate of 31 classes</text>",
            ">c00</text>",
            ">c09</text>",
            ">c21</text>",
            ">c30</text>")
        .doesNotContain(">c10</text>", ">c20</text>");
  }

  @Test
  void classesWithoutImagesAreLeftOut() {
    ArrayNode two = classes(2);
    two.addObject().put("class", "none").putNull("accuracy");
    assertThat(svg(two)).contains(">c00</text>", ">c01</text>").doesNotContain(">none</text>");
    ArrayNode one = classes(1);
    one.addObject().put("class", "none").putNull("accuracy");
    assertThat(ClassAccuracies.figure(one, "Title", "Caption")).isEmpty();
  }
}
