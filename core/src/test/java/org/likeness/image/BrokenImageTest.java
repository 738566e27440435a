package org.likeness.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
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
}
