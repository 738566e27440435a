package org.likeness.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageHeaderTest {
  @Test
  void theBeginningIsEnough() throws IOException {
    BufferedImage picture = Pictures.smooth(70, 41, BufferedImage.TYPE_INT_RGB);
    for (String format : new String[] {"jpeg", "png", "gif", "bmp"}) {
      byte[] file = Pictures.write(picture, format);
      assertThat(ImageHeader.read(Arrays.copyOf(file, Math.min(file.length, 700)), "x"))
          .isEqualTo(new ImageHeader(format, 70, 41));
    }
  }

  @Test
  void webpOfThreeKinds() throws IOException {
    byte[] lossy = webp("VP8 ", 0, 0, 0, 0x9D, 0x01, 0x2A, 0x2C, 0x01, 0xC8, 0x40);
    assertThat(ImageHeader.read(lossy, "x"))
        .as("the upper two bits of a side are a scale")
        .isEqualTo(new ImageHeader("webp", 300, 200));
    int sizes = 299 | 199 << 14;
    byte[] lossless =
        webp("VP8L", 0x2F, sizes & 255, sizes >> 8 & 255, sizes >> 16 & 255, sizes >>> 24);
    assertThat(ImageHeader.read(lossless, "x")).isEqualTo(new ImageHeader("webp", 300, 200));
    byte[] extended = webp("VP8X", 0x08, 0, 0, 0, 0x2B, 0x01, 0, 0xC7, 0, 0);
    assertThat(ImageHeader.read(extended, "x"))
        .as("its EXIF is not there")
        .isEqualTo(new ImageHeader("webp", 300, 200));
    byte[] exif = Pictures.exif(8, ByteOrder.LITTLE_ENDIAN);
    byte[] whole = Arrays.copyOf(extended, extended.length + 8 + exif.length);
    System.arraycopy(
        new byte[] {'E', 'X', 'I', 'F', (byte) exif.length, 0, 0, 0}, 0, whole, extended.length, 8);
    System.arraycopy(exif, 0, whole, extended.length + 8, exif.length);
    assertThat(ImageHeader.read(whole, "x")).isEqualTo(new ImageHeader("webp", 200, 300));
  }

  private static byte[] webp(String type, int... content) {
    byte[] file = new byte[20 + content.length];
    System.arraycopy(
        "RIFF____WEBP".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, file, 0, 12);
    System.arraycopy(type.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, file, 12, 4);
    file[16] = (byte) content.length;
    for (int i = 0; i < content.length; i++) {
      file[20 + i] = (byte) content[i];
    }
    return file;
  }

  @Test
  void longMetadataIsPassedOver() throws IOException {
    byte[] file = Pictures.jpeg(Pictures.smooth(50, 30, BufferedImage.TYPE_INT_RGB), 0.9f);
    byte[] turned = Pictures.withOrientation(file, 5, ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < 3; i++) {
      turned = Pictures.withSegment(turned, 0xE2, new byte[60_000]);
    }
    assertThat(ImageHeader.read(turned, "x")).isEqualTo(new ImageHeader("jpeg", 30, 50));
    byte[] part = Arrays.copyOf(turned, 65_536);
    assertThatThrownBy(() -> ImageHeader.read(part, "x"))
        .hasMessage("x is truncated: it ends before the size of the image");
  }

  @Test
  void channelsAndStreamsAreReadFromWhereTheyAre(@TempDir Path folder) throws IOException {
    byte[] file = Pictures.write(Pictures.smooth(33, 22, BufferedImage.TYPE_INT_RGB), "png");
    byte[] shifted = new byte[file.length + 512];
    System.arraycopy(file, 0, shifted, 512, file.length);
    Path path = Files.write(folder.resolve("shard"), shifted);
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      assertThat(ImageHeader.read(channel.position(512), "x"))
          .isEqualTo(new ImageHeader("png", 33, 22));
    }
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    assertThat(ImageHeader.read(in, "x").width()).isEqualTo(33);
    assertThat(in.available()).as("pixels are not read").isGreaterThan(file.length / 2);
    InputStream withoutMark =
        new FilterInputStream(new ByteArrayInputStream(file)) {
          @Override
          public boolean markSupported() {
            return false;
          }

          @Override
          public synchronized void reset() throws IOException {
            throw new IOException("no mark");
          }
        };
    assertThat(ImageHeader.read(withoutMark, "x").width()).isEqualTo(33);
    assertThatThrownBy(() -> ImageHeader.read(new ByteArrayInputStream(file), "x", 700))
        .hasMessageContaining("limit of 0.0007 megapixels");
  }

  @Test
  void nonsenseInExifIsNoOrientation() {
    byte[] exif = Pictures.exif(3, ByteOrder.LITTLE_ENDIAN);
    assertThat(Orientation.fromExif(exif, 0)).isEqualTo(3);
    assertThat(Orientation.fromExif(Pictures.exif(9, ByteOrder.LITTLE_ENDIAN), 0)).isEqualTo(1);
    for (int length = 0; length < exif.length - 4; length++) {
      assertThat(Orientation.fromExif(Arrays.copyOf(exif, length), 0)).isEqualTo(1);
    }
    assertThat(Orientation.fromExif(Arrays.copyOf(exif, exif.length - 4), 0))
        .as("all but the link to a next directory")
        .isEqualTo(3);
    exif[4] = (byte) 0xFF;
    exif[7] = (byte) 0x7F;
    assertThat(Orientation.fromExif(exif, 0)).isEqualTo(1);
  }
}
