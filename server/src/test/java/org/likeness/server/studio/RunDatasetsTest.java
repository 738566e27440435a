package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;
import org.likeness.server.Refusal;
import org.likeness.torch.Torch;

/** A run of ten images, of which the broken one was removed after the run. */
final class RunDatasetsTest {
  private static final int IMAGES = 10;
  private static final int BROKEN = 3;

  @TempDir static Path folder;
  private static RunLayout run = new RunLayout(Path.of(""));

  @BeforeAll
  static void train() throws IOException {
    Torch.require();
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < IMAGES; i++) {
      byte[] png = png(i);
      Files.write(
          pictures.resolve(i + ".png"), i == BROKEN ? Arrays.copyOf(png, png.length / 2) : png);
    }
    run = new RunLayout(folder.resolve("runs/one"));
    Pretraining.on(pictures)
        .set("data.max-skipped", 0.5)
        .set("backbone.width", 4)
        .set("view.size", 16)
        .set("train.batch", 4)
        .set("train.epochs", 1)
        .into(run.folder())
        .run();
    Files.delete(pictures.resolve(BROKEN + ".png"));
  }

  /** The number shows in the width. */
  private static byte[] png(int number) throws IOException {
    BufferedImage image = new BufferedImage(20 + number, 20, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 400; p++) {
      image.setRGB(p % 20, p / 20, p * 7919 * (number + 1) & 0xFFFFFF);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  @Test
  void numbersAreThoseOfTheRun() {
    try (RunDatasets images = new RunDatasets();
        RunDatasets.Lease lease = images.open(run)) {
      assertThat(lease.images().size()).isEqualTo(IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        assertThat(lease.describe(i).path("id").asText()).isEqualTo(i + ".png");
        assertThat(lease.number(i + ".png")).hasValue(i);
        if (i != BROKEN) {
          assertThat(RunImages.load(lease.images(), i, 0).width()).isEqualTo(20 + i);
        }
      }
      assertThatThrownBy(() -> RunImages.load(lease.images(), BROKEN, 0))
          .isInstanceOf(Refusal.class)
          .hasMessageStartingWith("3.png cannot be read: ");
      assertThat(lease.pictureKey(BROKEN)).endsWith(" 3.png");
    }
  }

  @Test
  void aRunThatWasTrainedAgainIsCheckedAgain() throws IOException {
    String data = Files.readString(run.data());
    try (RunDatasets images = new RunDatasets()) {
      images.open(run).close();
      Files.writeString(
          run.data(), data.replaceFirst("\"[0-9a-f]{64}\"", '"' + "0".repeat(64) + '"'));
      FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(run.recipe()).toMillis() + 5);
      Files.setLastModifiedTime(run.recipe(), later);
      assertThatThrownBy(() -> images.open(run)).isInstanceOf(InputException.class);
    } finally {
      Files.writeString(run.data(), data);
    }
  }

  @Test
  void closingLeavesWhatIsInUse() {
    RunDatasets images = new RunDatasets();
    try (RunDatasets.Lease lease = images.open(run)) {
      images.close();
      assertThat(RunImages.load(lease.images(), 1, 0).width()).isEqualTo(21);
      Refusal refusal = catchThrowableOfType(Refusal.class, () -> images.open(run));
      assertThat(refusal.status()).isEqualTo(503);
    }
  }
}
