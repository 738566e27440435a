package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CurvesTest {
  @TempDir Path temp;

  @Test
  void curvesAreReadOffTheEventsThatHaveThem() throws IOException {
    JsonNode events =
        new ObjectMapper()
            .readTree(
                "[{\"epoch\":0,\"loss\":3.5},{\"event\":\"warning\"},{\"epoch\":1,\"accuracy\":0.5},{\"epoch\":1,\"loss\":2},{\"epoch\":2,\"loss\":\"NaN\"}]");
    assertThat(Curve.of("loss", events, "epoch", "loss"))
        .contains(new Curve("loss", List.of(0.0, 1.0), List.of(3.5, 2.0)));
    assertThat(Curve.of("loss", events, "epoch", "nothing")).isEmpty();
  }

  @Test
  void linesHaveTheirColoursOnAWhiteGround() throws IOException {
    Curve up = new Curve("up", List.of(0.0, 1.0, 2.0), List.of(0.1, 0.4, 0.9));
    Curve flat = new Curve("flat", List.of(0.0, 2.0), List.of(0.3, 0.3));
    Figure figure = new Curves("kNN", "epoch", "accuracy").draw(List.of(up, flat));
    Figures.write(temp.resolve("curves"), figure);
    BufferedImage drawn = ImageIO.read(temp.resolve("curves.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(960);
    assertThat(drawn.getHeight()).isEqualTo(540);
    assertThat(drawn.getRGB(1, 1) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    assertThat(count(drawn, 0x0072B2)).isGreaterThan(300);
    assertThat(count(drawn, 0xD55E00)).isGreaterThan(300);
  }

  @Test
  void onePointIsDrawnToo() {
    BufferedImage drawn =
        Figures.image(
            new Curves("", "epoch", "loss")
                .draw(List.of(new Curve("loss", List.of(0.0), List.of(1.0)))));
    assertThat(count(drawn, 0x0072B2)).isGreaterThan(10);
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThatThrownBy(() -> new Curve("loss", List.of(0.0), List.of(Double.NaN)))
        .hasMessage("loss has a value that is not finite");
    assertThatThrownBy(() -> new Curves("", "", "").draw(List.of()))
        .hasMessage("a chart needs at least one curve");
  }

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aPlaceThatIsNotFiniteIsLeftOutOrRefused() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode event = mapper.createObjectNode().put("epoch", Double.NaN).put("loss", 1.0);
    JsonNode other = mapper.createObjectNode().put("epoch", 2.0).put("loss", 1.0);
    assertThat(Curve.of("loss", List.of(event, other), "epoch", "loss"))
        .contains(new Curve("loss", List.of(2.0), List.of(1.0)));
    assertThatThrownBy(() -> new Curve("loss", List.of(Double.POSITIVE_INFINITY), List.of(0.0)))
        .hasMessage("loss has a value that is not finite");
  }

  @Test
  void aLogarithmicAxisHasNoPlaceForZero() {
    Curves axes = new Curves("", "", "").logarithmic();
    for (Curve curve :
        List.of(
            new Curve("a", List.of(1.0), List.of(0.0)),
            new Curve("a", List.of(-1.0), List.of(1.0)))) {
      assertThatThrownBy(() -> axes.draw(List.of(curve)))
          .hasMessage("logarithmic axes need positive numbers");
    }
    assertThat(axes.draw(List.of(new Curve("a", List.of(0.001), List.of(1e9)))).width())
        .isEqualTo(960);
  }

  /** With the horizontal axis alone 1, 10, 100 are equally far apart, and heights may be 0. */
  @Test
  void theHorizontalAxisAloneIsLogarithmic() {
    Curves axes = new Curves("", "", "").logarithmicHorizontal();
    Curve straight = new Curve("a", List.of(1.0, 10.0, 100.0), List.of(0.0, 1.0, 2.0));
    Curve even = new Curve("a", List.of(1.0, 2.0, 3.0), List.of(0.0, 1.0, 2.0));
    BufferedImage drawn = Figures.image(axes.draw(List.of(straight)));
    BufferedImage linear = Figures.image(new Curves("", "", "").draw(List.of(even)));
    assertThat(middle(drawn, 0, 480)).isCloseTo(middle(linear, 0, 480), within(5.0));
    assertThatThrownBy(
            () -> axes.draw(List.of(new Curve("a", List.of(0.0, 1.0), List.of(1.0, 2.0)))))
        .hasMessage("logarithmic axes need positive numbers");
  }

  /** A line that rises is higher on the right, and one beyond its range stays in the chart. */
  @Test
  void linesGoFromTheLeftToTheRight() {
    Curve up = new Curve("up", List.of(0.0, 1.0), List.of(0.0, 1.0));
    BufferedImage drawn = Figures.image(new Curves("", "", "").draw(List.of(up)));
    assertThat(middle(drawn, 0, 300)).isGreaterThan(middle(drawn, 660, 960) + 100);
    BufferedImage tall = Figures.image(new Curves("", "", "").vertical(0, 10).draw(List.of(up)));
    assertThat(middle(tall, 660, 960)).isGreaterThan(middle(drawn, 660, 960) + 100);
  }

  /** The mean height of the pixels of the first line between two columns, from the top. */
  private static double middle(BufferedImage drawn, int from, int to) {
    double sum = 0;
    int count = 0;
    for (int x = from; x < to; x++) {
      for (int y = 0; y < drawn.getHeight(); y++) {
        if ((drawn.getRGB(x, y) & 0xFFFFFF) == 0x0072B2) {
          sum += y;
          count++;
        }
      }
    }
    return sum / count;
  }
}
