package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;

final class TableImagesTest {
  @TempDir Path folder;
  private Path pictures;

  @BeforeEach
  void draw() throws IOException {
    pictures = Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < 3; i++) {
      Files.createDirectories(pictures.resolve("a"));
      BufferedImage image = new BufferedImage(8 + i, 8, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", pictures.resolve("a").resolve(i + ".png").toFile());
    }
  }

  private static IndexedTable table(Object data) {
    return new IndexedTable(1, "t", "nowhere", data.toString(), 3);
  }

  private static IndexRow row(int index, String id) {
    return new IndexRow(0, "t", index, id, Optional.empty(), Map.of());
  }

  @Test
  void aFolderIsReadByItsFiles() throws IOException {
    try (TableImages images = new TableImages(List.of(table(pictures)))) {
      assertThat(images.file(row(2, "a/2.png"))).contains(pictures.resolve("a/2.png"));
      assertThat(images.load(row(2, "a/2.png"), 0).width()).isEqualTo(10);
      assertThat(images.load(row(0, "a/2.png"), 0).width()).isEqualTo(10); // it was moved
      Files.delete(pictures.resolve("a/1.png"));
      assertThatThrownBy(() -> images.load(row(1, "a/1.png"), 0))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the image a/1.png of the table t is gone: embed its data and index the table again");
      Files.writeString(pictures.resolve("a/0.png"), "text");
      assertThatThrownBy(() -> images.load(row(0, "a/0.png"), 0))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("the image a/0.png cannot be read: ");
    }
  }

  @Test
  void nothingOutsideTheFolderIsRead() throws IOException {
    Files.copy(pictures.resolve("a/0.png"), folder.resolve("secret.png"));
    try (TableImages images = new TableImages(List.of(table(pictures)))) {
      assertThat(images.file(row(0, "../secret.png"))).isEmpty();
      assertThat(images.file(row(0, folder.resolve("secret.png").toString()))).isEmpty();
      assertThatThrownBy(() -> images.load(row(0, "../secret.png"), 0))
          .isInstanceOf(InputException.class);
      assertThatThrownBy(
              () ->
                  images.load(
                      new IndexRow(0, "other", 0, "a/0.png", Optional.empty(), Map.of()), 0))
          .hasMessage("there is no table other in the index");
    }
  }

  /** A data set that is no longer that of a table is closed too, when nobody reads from it. */
  @Test
  void aTableMayGetOtherData() throws IOException {
    Path one = Files.writeString(folder.resolve("one.csv"), "path\npictures/a/1.png\n");
    Path two = Files.writeString(folder.resolve("two.csv"), "path\npictures/a/2.png\n");
    try (TableImages images = new TableImages(List.of(table(one)))) {
      assertThat(images.load(row(0, "pictures/a/1.png"), 0).width()).isEqualTo(9);
      images.add(List.of(table(one)));
      assertThat(images.open()).isEqualTo(1);
      images.add(List.of(table(two)));
      assertThat(images.load(row(0, "pictures/a/2.png"), 0).width()).isEqualTo(10);
      assertThat(images.open()).isEqualTo(2);
      images.close();
      assertThat(images.open()).isZero();
    }
  }

  @Test
  void linksOutOfTheFolderAreNotFollowed() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.copy(pictures.resolve("a/0.png"), outside.resolve("secret.png"));
    Files.createSymbolicLink(pictures.resolve("file.png"), outside.resolve("secret.png"));
    Files.createSymbolicLink(pictures.resolve("all"), outside);
    Files.createSymbolicLink(pictures.resolve("own.png"), pictures.resolve("a/2.png"));
    Files.createSymbolicLink(folder.resolve("link"), pictures);
    for (Path root : List.of(pictures, folder.resolve("link"))) {
      try (TableImages images = new TableImages(List.of(table(root)))) {
        for (String id : List.of("file.png", "all/secret.png")) {
          assertThat(images.file(row(0, id))).as(id).isEmpty();
          assertThatThrownBy(() -> images.load(row(0, id), 0))
              .isInstanceOf(InputException.class)
              .hasMessage(
                  "the image "
                      + id
                      + " of the table t is a link to a file outside of "
                      + root
                      + ", which is not followed");
        }
        assertThat(images.load(row(0, "own.png"), 0).width()).isEqualTo(10);
        assertThat(images.load(row(0, "a/1.png"), 0).width()).isEqualTo(9);
      }
    }
  }

  @Test
  void otherDataSetsAreOpened() throws IOException {
    Path csv = Files.writeString(folder.resolve("list.csv"), "path\npictures/a/1.png\n");
    try (TableImages images = new TableImages(List.of(table(csv)))) {
      assertThat(images.file(row(0, "pictures/a/1.png"))).isEmpty();
      assertThat(images.load(row(0, "pictures/a/1.png"), 0).width()).isEqualTo(9);
    }
    try (TableImages images = new TableImages(List.of(table(folder.resolve("gone"))))) {
      assertThatThrownBy(() -> images.load(row(0, "a/1.png"), 0))
          .isInstanceOf(InputException.class)
          .hasMessage("there is no file or folder " + folder.resolve("gone"));
    }
  }
}
