package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.PartnerView;
import org.likeness.augment.RandomView;
import org.likeness.augment.View;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.FakeDataset;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.features.SmallImages;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

final class SheetTest {
  private static final int WHITE = 0xFFFFFF;

  @TempDir Path temp;

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }

  private static NeighbourSheet sheet(SameBy sameBy) {
    SmallImages images = new SmallImages(12, true);
    NeighbourSheet sheet = new NeighbourSheet(images, images, sameBy);
    double[] similarities = {0.9, 0.8, 0.7};
    // Labels are index mod 3, groups index / 2: image 3 has the label of 0, image 1 its group.
    sheet.add(
        0,
        List.of(
            new NeighbourRow("raw pixels", new int[] {3, 1, 2}, similarities),
            new NeighbourRow("trained", new int[] {1, 3, 6}, similarities)));
    return sheet;
  }

  /**
   * The colours that occur on the line just above the picture, which fills a square of 10 x 12
   * pixels, centred in 128.
   */
  private static int above(BufferedImage drawn, Rectangle tile) {
    return rgb(drawn, tile.x + 64, tile.y + 4 - 2);
  }

  @Test
  void rightNeighboursHaveAnUnbrokenBlueFrame() {
    Sheet sheet = sheet(SameBy.LABEL).sheet("Title", "caption");
    BufferedImage drawn = Figures.image(sheet);
    assertThat(above(drawn, sheet.layout().tile(0, 0, 0))).isEqualTo(0x0072B2);
    assertThat(above(drawn, sheet.layout().tile(0, 1, 1))).isEqualTo(0x0072B2);
    assertThat(above(drawn, sheet.layout().tile(0, 1, 2))).isEqualTo(0x0072B2);
    Rectangle right = sheet.layout().tile(0, 0, 0);
    for (int x = right.x + 4; x < right.x + 124; x++) {
      assertThat(rgb(drawn, x, right.y + 2)).isEqualTo(0x0072B2);
    }
  }

  @Test
  void othersHaveABrokenGreyOne() {
    Sheet sheet = sheet(SameBy.LABEL).sheet("Title", "caption");
    BufferedImage drawn = Figures.image(sheet);
    Rectangle wrong = sheet.layout().tile(0, 0, 1);
    int changes = 0;
    for (int x = wrong.x + 5; x < wrong.x + 123; x++) {
      boolean before = rgb(drawn, x - 1, wrong.y + 3) == WHITE;
      boolean now = rgb(drawn, x, wrong.y + 3) == WHITE;
      assertThat(rgb(drawn, x, wrong.y + 3)).isNotEqualTo(0x0072B2);
      changes += before != now ? 1 : 0;
    }
    assertThat(changes).isGreaterThan(20);
  }

  @Test
  void groupsMayDecideInstead() {
    Sheet sheet = sheet(SameBy.GROUP).sheet("", "");
    BufferedImage drawn = Figures.image(sheet);
    assertThat(above(drawn, sheet.layout().tile(0, 0, 0))).isNotEqualTo(0x0072B2);
    assertThat(above(drawn, sheet.layout().tile(0, 0, 1))).isEqualTo(0x0072B2);
  }

  @Test
  void whereNothingIsKnownThereAreNoFrames() {
    Sheet sheet = sheet(SameBy.NOTHING).sheet("", "");
    assertThat(above(Figures.image(sheet), sheet.layout().tile(0, 0, 0))).isEqualTo(WHITE);
  }

  @Test
  void theSheetIsAsLargeAsItsContent() throws IOException {
    NeighbourSheet neighbours = sheet(SameBy.LABEL);
    Sheet sheet = neighbours.sheet("Title", "caption");
    Rectangle last = sheet.layout().tile(0, 1, 2);
    Figures.writePng(temp.resolve("figures/sheet.png"), neighbours.draw("Title", "caption"));
    BufferedImage read = ImageIO.read(temp.resolve("figures/sheet.png").toFile());
    assertThat(read.getWidth()).isEqualTo(Math.max(640, last.x + last.width + SheetLayout.MARGIN));
    assertThat(read.getHeight()).isBetween(last.y + last.height + 60, last.y + last.height + 160);
    assertThat(rgb(read, 2, 2)).isEqualTo(WHITE);
  }

  @Test
  void theTitleFits() {
    String title = "Nearest neighbours among images that were kept out of training, all of them";
    int wide = new SheetLayout(title, List.of(), 64).width();
    assertThat(wide)
        .isGreaterThanOrEqualTo(
            Text.width(title, Theme.bold(SheetLayout.TITLE_SIZE)) + 2 * SheetLayout.MARGIN);
  }

  @Test
  void longCaptionsAreBroken() {
    Sheet one = sheet(SameBy.LABEL).sheet("", "word");
    Sheet many = sheet(SameBy.LABEL).sheet("", "word ".repeat(200));
    int lines = many.layout().lines("word ".repeat(200)).size();
    assertThat(lines).isGreaterThan(5);
    assertThat(many.height() - one.height()).isEqualTo((lines - 1) * SheetLayout.LINE_HEIGHT);
  }

  /** The similarity is not cut where a name above it is. */
  @Test
  void captionsMayHaveLines() {
    Image white = new Image(1, 1, new byte[] {-1, -1, -1});
    Sheet one = captioned(white, "0.99");
    Sheet two = captioned(white, "a name that is much wider than its picture\n0.99");
    assertThat(two.height() - one.height()).isEqualTo(SheetLayout.CAPTION_LINE);
    BufferedImage drawn = Figures.image(two);
    Rectangle tile = two.layout().tile(0, 0, 0);
    int line = tile.y + tile.height + SheetLayout.CAPTION_HEIGHT;
    assertThat(inked(drawn, tile, line - 18, line)).as("the name").isTrue();
    assertThat(inked(drawn, tile, line, line + SheetLayout.CAPTION_LINE)).isTrue();
  }

  private static Sheet captioned(Image image, String caption) {
    Sheet.Tile tile = new Sheet.Tile(image, caption, Mark.NONE);
    Sheet.Tile plain = new Sheet.Tile(image, "", Mark.NONE);
    return new Sheet(
        "", "", List.of(new Sheet.Group(plain, List.of(new Sheet.Row("", List.of(tile))))), 128);
  }

  private static boolean inked(BufferedImage drawn, Rectangle tile, int from, int to) {
    for (int y = from; y < to; y++) {
      for (int x = tile.x; x < tile.x + tile.width; x++) {
        if (rgb(drawn, x, y) != WHITE) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void tinyPicturesAreEnlargedToCrispSquares() {
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0};
    BufferedImage fitted = FigureImages.fitted(new Image(2, 2, rgb), 128);
    assertThat(fitted.getWidth()).isEqualTo(128);
    assertThat(rgb(fitted, 63, 63)).isEqualTo(0xFF0000);
    assertThat(rgb(fitted, 64, 63)).isEqualTo(0x00FF00);
    assertThat(rgb(fitted, 63, 64)).isEqualTo(0x0000FF);
    assertThat(rgb(fitted, 64, 64)).isEqualTo(0);
    assertThat(FigureImages.fitted(new Image(28, 14, new byte[28 * 14 * 3]), 128).getHeight())
        .isEqualTo(56);
  }

  @Test
  void largePicturesKeepTheirProportions() {
    BufferedImage fitted = FigureImages.fitted(new Image(1000, 500, new byte[1_500_000]), 128);
    assertThat(fitted.getWidth()).isEqualTo(128);
    assertThat(fitted.getHeight()).isEqualTo(64);
  }

  @Test
  void viewsAreThoseOfTraining() {
    SmallImages images = new SmallImages(4, true);
    RandomView view = new RandomView(ViewOptions.defaults(8));
    RandomSource random = new RandomSource(5);
    Sheet sheet = new ViewSheet(images, Views.of(view), random).sheet(new int[] {2}, 3, "", "");
    BufferedImage drawn = Figures.image(sheet);
    Rectangle tile = sheet.layout().tile(0, 0, 1);
    Image second =
        view.renderImage(
            NeighbourSheet.tile(images, 2, "", Mark.NONE).image(),
            random.stream(Purpose.AUGMENTATION, 1, 2));
    assertThat(rgb(drawn, tile.x + 3 * 16 + 8, tile.y + 5 * 16 + 8))
        .isEqualTo(second.at(3, 5, 0) << 16 | second.at(3, 5, 1) << 8 | second.at(3, 5, 2));
    assertThat(drawn.getWidth())
        .isEqualTo(Math.max(640, sheet.layout().tile(0, 0, 2).x + 128 + SheetLayout.MARGIN));
  }

  @Test
  void allViewsOfAnEpochAreDrawnAndThoseThatAreNoImagesAreLeftOut() {
    SmallImages images = new SmallImages(4, true);
    RandomView small = new RandomView(ViewOptions.defaults(8));
    RandomView large = new RandomView(ViewOptions.defaults(16));
    View values =
        new View() {
          @Override
          public long[] shape() {
            return new long[] {1};
          }

          @Override
          public void render(Image image, RandomStream stream, float[] out, int offset) {
            out[offset] = 1;
          }
        };
    RandomSource random = new RandomSource(5);
    Sheet sheet =
        new ViewSheet(images, Views.of(small, values, large), random)
            .sheet(new int[] {2}, 4, "", "");
    BufferedImage drawn = Figures.image(sheet);
    Image original = NeighbourSheet.tile(images, 2, "", Mark.NONE).image();
    List<Image> expected =
        List.of(
            small.renderImage(original, random.stream(Purpose.AUGMENTATION, 0, 0, 2)),
            large.renderImage(original, random.stream(Purpose.AUGMENTATION, 2, 0, 2)),
            small.renderImage(original, random.stream(Purpose.AUGMENTATION, 0, 1, 2)),
            large.renderImage(original, random.stream(Purpose.AUGMENTATION, 2, 1, 2)));
    for (int i = 0; i < 4; i++) {
      Rectangle tile = sheet.layout().tile(0, 0, i);
      Image view = expected.get(i);
      int scale = 128 / view.width();
      assertThat(rgb(drawn, tile.x + 3 * scale + scale / 2, tile.y + 5 * scale + scale / 2))
          .as("tile " + i)
          .isEqualTo(view.at(3, 5, 0) << 16 | view.at(3, 5, 1) << 8 | view.at(3, 5, 2));
    }
    ViewSheet none = new ViewSheet(images, Views.of(values), random);
    assertThatThrownBy(() -> none.draw(new int[] {2}, 4, "", ""))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("the views of this method are no images");
  }

  @Test
  void viewsOfTheFirstImageAreLabelledByNumberAndSize() {
    RandomView large = new RandomView(ViewOptions.defaults(16));
    RandomView small = new RandomView(ViewOptions.defaults(8));
    assertThat(captions(Views.of(large, new PartnerView(large), small), 4))
        .containsExactly(
            List.of("original", "view 1, 16 px", "view 2, 16 px", "view 3, 8 px", "view 1, 16 px"),
            List.of("", "", "", "", ""));
    assertThat(captions(Views.of(small), 2))
        .containsExactly(
            List.of("original", "epoch 1, 8 px", "epoch 2, 8 px"), List.of("", "", ""));
  }

  private static List<List<String>> captions(Views views, int count) {
    ViewSheet sheet = new ViewSheet(new SmallImages(4, true), views, new RandomSource(5));
    return sheet.groups(new int[] {2, 3}, count).stream()
        .map(
            group ->
                Stream.concat(Stream.of(group.subject()), group.rows().get(0).tiles().stream())
                    .map(Sheet.Tile::caption)
                    .toList())
        .toList();
  }

  @Test
  void aPartnersViewIsDrawnOfTheImageItself() {
    RandomView view = new RandomView(ViewOptions.defaults(8));
    Image image = NeighbourSheet.tile(new SmallImages(4, true), 2, "", Mark.NONE).image();
    RandomSource random = new RandomSource(5);
    Image shown =
        new PartnerView(view)
            .picture(image, random.stream(Purpose.AUGMENTATION, 0, 2))
            .orElseThrow();
    assertThat(shown.rgb())
        .isEqualTo(view.renderImage(image, random.stream(Purpose.AUGMENTATION, 0, 2)).rgb());
  }

  @Test
  void aPictureThatCannotBeDecodedIsNamed() {
    SmallImages images = new SmallImages(4, true, 2);
    NeighbourSheet sheet = new NeighbourSheet(images, images, SameBy.LABEL);
    assertThatThrownBy(
            () -> sheet.add(2, List.of(new NeighbourRow("", new int[] {1}, new double[] {1}))))
        .isInstanceOf(RunException.class)
        .hasMessage("the image a,b/2.png cannot be drawn: 2 is broken");
  }

  @Test
  void aPictureWhoseFileIsGoneIsExplained() {
    FakeDataset images = new FakeDataset(1).failingWith(new NoSuchFileException("image-0"));
    assertThatThrownBy(() -> NeighbourSheet.tile(images, 0, "", Mark.NONE))
        .isInstanceOf(RunException.class)
        .hasMessage("the image image-0 cannot be drawn: no such file or folder");
  }
}
