package org.likeness.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class UploadedImagesTest {
  private final UploadedImages images = new UploadedImages();

  static byte[] png(int width, int height) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  /** A PNG whose header says another size than it has. */
  static byte[] claiming(int width, int height) throws Exception {
    byte[] png = png(2, 2);
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    return png;
  }

  private Refusal refusal(byte[] bytes) {
    return catchThrowableOfType(
        Refusal.class, () -> images.decode(bytes, 0, image -> image.width()));
  }

  @Test
  void imagesAreDecoded() throws Exception {
    assertThat(images.<Integer>decode(png(7, 3), 0, image -> image.width())).isEqualTo(7);
  }

  @Test
  void otherThingsAreNot() throws Exception {
    Refusal empty = refusal(new byte[0]);
    assertThat(empty.status()).isEqualTo(400);
    assertThat(empty.getMessage()).isEqualTo("there is no image: the upload is empty");
    Refusal text = refusal("<html>hello".getBytes(UTF_8));
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.getMessage())
        .isEqualTo("the image is not an image: it starts with \"<html>he\"");
    Refusal cut = refusal(Arrays.copyOf(png(50, 50), 60));
    assertThat(cut.status()).isEqualTo(422);
    assertThat(cut.getMessage())
        .isEqualTo("the image is truncated: the end of the image is missing");
  }

  @Test
  void pixelsAreCountedBeforeTheyAreDecoded() throws Exception {
    Refusal large = refusal(claiming(20_000, 10_000));
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.getMessage())
        .isEqualTo(
            "the image has 20000 x 10000 pixels, more than the limit of 100 megapixels: make it smaller");
    assertThat(refusal(claiming(Integer.MAX_VALUE, Integer.MAX_VALUE)).status()).isEqualTo(413);
  }
}
