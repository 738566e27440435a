package org.likeness.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a reader says about bytes that make no sense, as a sentence. */
final class BrokenImageTest {
  @Test
  void dataThatEndTooEarly() throws IOException {
    BufferedImage picture = Pictures.smooth(9, 4, BufferedImage.TYPE_BYTE_INDEXED);
    byte[] file = Pictures.write(picture, "bmp");
    file[30] = 1; // run lengths, so that only the reader knows how long it is
    assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(file, 54 + 1024), "a.bmp"))
        .isInstanceOf(ImageException.class)
        .hasMessage("a.bmp cannot be decoded: its data end too early");
  }

  @Test
  void aChunkWhoseTypeIsNoText() {
    byte[] file = "RIFF\0\0\0\0WEBPVP\n\u001b\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ImageDecoder.decode(file, "a.webp"))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "a.webp is not an image that can be read: a WebP that begins with a chunk of type \"VP\\n\\u001b\"");
  }

  /** The reader in Java would take what is missing for zeros, for minutes if an image is large. */
  @Test
  void aWebpWhoseLengthWasMadeToFit() throws IOException {
    byte[] file = Pictures.webp(Pictures.smooth(120, 90, BufferedImage.TYPE_INT_RGB), 101);
    byte[] cut = Arrays.copyOf(file, file.length / 2);
    ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(4, cut.length - 8);
    assertThatThrownBy(() -> ImageDecoder.decode(cut, "a.webp"))
        .isInstanceOf(ImageException.class)
        .hasMessage("a.webp cannot be decoded: its data end too early");
  }
}
