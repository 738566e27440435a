package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.SmallImages;
import org.w3c.dom.Element;

final class FiguresTest {
  @TempDir Path folder;

  /** A coloured square with a word. */
  private record Square(int side, Color colour) implements Figure {
    @Override
    public int width() {
      return side;
    }

    @Override
    public int height() {
      return side;
    }

    @Override
    public void paint(Graphics2D graphics) {
      graphics.setColor(colour);
      graphics.fillRect(0, 0, side, side);
      graphics.drawString("word", 2, side - 2);
    }
  }

  @Test
  void bothFilesAreOfOneDrawing() throws Exception {
    Path stem = folder.resolve("new/knn-0.5");
    List<Path> files = Figures.write(stem, new Square(40, Color.RED));
    assertThat(files)
        .containsExactly(folder.resolve("new/knn-0.5.png"), folder.resolve("new/knn-0.5.svg"))
        .allMatch(Files::isRegularFile);
    assertThat(ImageIO.read(files.get(0).toFile()).getWidth()).isEqualTo(40);
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(files.get(1).toFile())
            .getDocumentElement();
    assertThat(root.getAttribute("width")).isEqualTo("40");
    assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 40 40");
    assertThat(root.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("word");
    Figures.delete(stem);
    assertThat(files).noneMatch(Files::exists);
    Figures.delete(stem);
  }

  @Test
  void imagesAreEmbeddedWithTheirPixels() throws IOException {
    SmallImages images = new SmallImages(4, true);
    NeighbourSheet sheet = new NeighbourSheet(images, images, SameBy.LABEL);
    sheet.add(0, List.of(new NeighbourRow("trained", new int[] {3}, new double[] {0.5})));
    String svg = Figures.svg(sheet.draw("Neighbours", "caption"));
    Matcher data = Pattern.compile("data:image/png;base64,([^\"]+)\"").matcher(svg);
    assertThat(data.find()).isTrue();
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data.group(1))));
    BufferedImage expected = FigureImages.fitted(images.load(0), NeighbourSheet.TILE);
    assertThat(image.getWidth()).isEqualTo(expected.getWidth());
    assertThat(image.getRGB(20, 20)).isEqualTo(expected.getRGB(20, 20));
    assertThat(svg).contains(">trained</text>", ">0.50</text>");
  }

  @Test
  void textAndShapesAreThoseOfTheDrawing() {
    Curve up = new Curve("up & down", List.of(0.0, 1.0), List.of(0.1, 0.4));
    String svg = Figures.svg(new Curves("kNN", "epoch", "accuracy").draw(List.of(up, up)));
    assertThat(svg)
        .startsWith("<svg ")
        .contains(">kNN</text>", ">up &amp; down</text>", ">0.4</text>")
        .containsPattern("font-family=\"(sans-serif|'[^']+', sans-serif)\"")
        .doesNotContain("DOCTYPE");
    assertThat(Figures.svg(new Curves("kNN", "epoch", "accuracy").draw(List.of(up, up))))
        .as("the same each time")
        .isEqualTo(svg);
  }

  @Test
  void aColumnHasFiguresBelowOneAnother() {
    Figure column = Figures.column(List.of(new Square(40, Color.RED), new Square(60, Color.BLUE)));
    BufferedImage drawn = Figures.image(column);
    assertThat(drawn.getWidth()).isEqualTo(60);
    assertThat(drawn.getHeight()).isEqualTo(100);
    assertThat(drawn.getRGB(5, 5)).isEqualTo(Color.RED.getRGB());
    assertThat(drawn.getRGB(50, 5)).isEqualTo(Color.WHITE.getRGB());
    assertThat(drawn.getRGB(50, 45)).isEqualTo(Color.BLUE.getRGB());
    assertThatThrownBy(() -> Figures.column(List.of()))
        .hasMessage("a column needs at least one figure");
  }

  @Test
  void imagesAreFoundByTheirIdentity() throws IOException {
    SmallImages images = new SmallImages(4, true);
    NamedImages named = NamedImages.of(images);
    assertThat(named.image(images.info(2).id()).rgb()).isEqualTo(images.load(2).rgb());
    assertThatThrownBy(() -> named.image("gone.png"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            images.name()
                + " has no image gone.png, so the figure cannot be drawn: name the images that were measured with --data DIR");
  }

  /** Names of files and classes have characters that XML does not. */
  @Test
  void anSvgIsXmlWhateverItsTextHas() throws Exception {
    for (String odd : List.of("a\u0001b", "a\u001Fb", "a\uFFFEb", "a\uD83Db", "😀", "<&\">")) {
      String svg = Figures.svg(new Curves(odd, "", "").draw(List.of(POINT)));
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
              .getDocumentElement();
      assertThat(root.getTextContent()).contains(odd.startsWith("a") ? "a\uFFFDb" : odd);
    }
  }

  private static final Curve POINT = new Curve("a", List.of(1.0), List.of(1.0));
}
