package org.likeness.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.torch.LivePointers;

final class ImageDecoderTest {
  @BeforeAll
  static void load() {
    assertThat(OpenCv.failure()).isEmpty();
  }

  /** By ImageIO alone, as where OpenCV is missing. */
  private static Image slow(byte[] file) throws IOException {
    ParsedHeader header = HeaderParser.parse(new ByteArrayInputStream(file), "slow");
    return Orientation.apply(
        ImageIoDecoder.decode(file, header, "slow", ImageHeader.MAX_PIXELS), header.orientation());
  }

  /**
   * By the rule; the size must be what the header says, and OpenCV must not have handed over what
   * it is there for.
   */
  private static Image decode(byte[] file) throws IOException {
    ParsedHeader parsed = HeaderParser.parse(new ByteArrayInputStream(file), "test");
    if (parsed.plain()) {
      assertThat(
              parsed.format() == Format.JPEG
                  ? OpenCvDecoder.jpeg(file, 1)
                  : OpenCvDecoder.unchanged(file))
          .isPresent();
    }
    Image image = ImageDecoder.decode(file, "test");
    ImageHeader header = ImageHeader.read(file, "test");
    assertThat(new int[] {header.width(), header.height()})
        .as("header")
        .containsExactly(image.width(), image.height());
    return image;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void losslessIsExact(String format) throws IOException {
    BufferedImage picture = Pictures.smooth(37, 23, BufferedImage.TYPE_INT_RGB);
    byte[] file = Pictures.write(picture, format);
    assertThat(decode(file).rgb()).isEqualTo(Pictures.rgb(picture));
    assertThat(slow(file).rgb()).isEqualTo(Pictures.rgb(picture));
    assertThat(decode(file).at(36, 0, 0)).isEqualTo(255);
    assertThat(decode(file).at(0, 22, 1)).isEqualTo(255);
  }

  @Test
  void jpegByBothDecoders() throws IOException {
    BufferedImage picture = Pictures.smooth(501, 375, BufferedImage.TYPE_INT_RGB);
    byte[] file = Pictures.jpeg(picture, 0.95f);
    // Quality 95 with colours at half resolution, smooth picture: 1.5 levels in the mean, 16 at
    // most.
    double[] toSource = Pictures.difference(decode(file), ImageIoDecoder.toRgb(picture));
    assertThat(toSource[0]).isLessThan(1.5);
    assertThat(toSource[1]).isLessThan(16);
    // The two decoders differ in rounding and in how colours are brought to full resolution.
    double[] toSlow = Pictures.difference(decode(file), slow(file));
    assertThat(toSlow[0]).isLessThan(0.5);
    assertThat(toSlow[1]).isLessThan(8);
  }

  @Test
  void jpegAtReducedSize() throws IOException {
    BufferedImage picture = Pictures.smooth(501, 375, BufferedImage.TYPE_INT_RGB);
    byte[] file = Pictures.jpeg(picture, 0.95f);
    assertThat(ImageDecoder.decode(file, "test", 375).width()).isEqualTo(501);
    assertThat(ImageDecoder.decode(file, "test", 188).width()).isEqualTo(501);
    Image half = ImageDecoder.decode(file, "test", 187);
    assertThat(new int[] {half.width(), half.height()}).containsExactly(251, 188);
    assertThat(ImageDecoder.decode(file, "test", 93).height()).isEqualTo(94);
    assertThat(ImageDecoder.decode(file, "test", 1).height()).isEqualTo(47);
    Image full = decode(file);
    for (int[] at : new int[][] {{10, 10}, {100, 90}, {240, 180}}) {
      for (int c = 0; c < 3; c++) {
        assertThat((double) half.at(at[0], at[1], c))
            .isCloseTo(full.at(2 * at[0], 2 * at[1], c), org.assertj.core.data.Offset.offset(6.0));
      }
    }
    byte[] turned = Pictures.withOrientation(file, 6, ByteOrder.BIG_ENDIAN);
    assertThat(ImageDecoder.decode(turned, "test", 187).width()).isEqualTo(188);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientationsAgreeWithOpenCv(int orientation) throws IOException {
    byte[] upright = Pictures.jpeg(Pictures.smooth(64, 48, BufferedImage.TYPE_INT_RGB), 0.95f);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] file = Pictures.withOrientation(upright, orientation, order);
      try (BytePointer bytes = new BytePointer(file);
          Mat input = new Mat(1, file.length, opencv_core.CV_8UC1, bytes);
          Mat expected = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_COLOR_RGB)) {
        byte[] rgb = new byte[64 * 48 * 3];
        expected.data().get(rgb);
        Image image = decode(file);
        assertThat(image.width()).isEqualTo(expected.cols());
        assertThat(image.rgb()).isEqualTo(rgb);
        assertThat(Pictures.difference(slow(file), image)[1]).isLessThan(8);
      }
    }
  }

  @Test
  void orientationInAPng() throws IOException {
    BufferedImage picture = Pictures.smooth(9, 4, BufferedImage.TYPE_INT_RGB);
    byte[] file =
        Pictures.withChunk(
            Pictures.write(picture, "png"), "eXIf", Pictures.exif(6, ByteOrder.BIG_ENDIAN));
    Image image = decode(file);
    assertThat(image.width()).isEqualTo(4);
    // Turned clockwise, the lower left corner becomes the upper left one.
    assertThat(image.at(0, 0, 1)).isEqualTo(255);
    assertThat(image.at(0, 0, 0)).isZero();
  }

  @Test
  void alphaIsLaidOverWhite() throws IOException {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00FF0000);
    picture.setRGB(1, 0, 0xFF102030);
    picture.setRGB(2, 0, 0x80204060);
    byte[] file = Pictures.write(picture, "png");
    // 0x80 = 128: (32 * 128 + 255 * 127) / 255 = 143.06, and so on.
    byte[] expected = bytes(255, 255, 255, 0x10, 0x20, 0x30, 143, 159, 175);
    assertThat(decode(file).rgb()).isEqualTo(expected);
    assertThat(slow(file).rgb()).isEqualTo(expected);
  }

  @Test
  void greyIsRepeatedNotBrightened() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      BufferedImage picture = new BufferedImage(4, 1, type);
      int[] levels =
          type == BufferedImage.TYPE_BYTE_GRAY
              ? new int[] {0, 64, 128, 255}
              : new int[] {0, 64 * 257, 128 * 257 + 120, 65535};
      picture.getRaster().setPixels(0, 0, 4, 1, levels);
      byte[] file = Pictures.write(picture, "png");
      byte[] expected = bytes(0, 0, 0, 64, 64, 64, 128, 128, 128, 255, 255, 255);
      assertThat(decode(file).rgb()).isEqualTo(expected);
      assertThat(slow(file).rgb()).isEqualTo(expected);
    }
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setPixels(0, 0, 16, 16, IntStream.range(0, 256).map(i -> 100).toArray());
    byte[] jpeg = Pictures.jpeg(grey, 0.9f);
    assertThat(Math.abs(decode(jpeg).at(8, 8, 1) - 100)).isLessThanOrEqualTo(2);
    assertThat(Math.abs(slow(jpeg).at(8, 8, 1) - 100)).isLessThanOrEqualTo(2);
  }

  @Test
  void sixteenBitsAreRounded() throws IOException {
    for (int bands : new int[] {3, 4}) {
      WritableRaster raster =
          Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 3, 1, bands, null);
      int[][] pixels = {
        {0, 257, 65535, 65535}, {128, 129, 32768, 65535}, {1000, 30000, 60000, 65535}
      };
      for (int x = 0; x < 3; x++) {
        raster.setPixel(x, 0, Arrays.copyOf(pixels[x], bands));
      }
      java.awt.image.ComponentColorModel model =
          new java.awt.image.ComponentColorModel(
              java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_sRGB),
              bands == 4,
              false,
              bands == 4 ? 3 : 1,
              DataBuffer.TYPE_USHORT);
      byte[] file = Pictures.write(new BufferedImage(model, raster, false, null), "png");
      // v / 257, rounded to the nearest.
      byte[] expected = bytes(0, 1, 255, 0, 1, 128, 4, 117, 233);
      assertThat(decode(file).rgb()).isEqualTo(expected);
      assertThat(slow(file).rgb()).isEqualTo(expected);
    }
  }

  @Test
  void palettes() throws IOException {
    byte[] red = bytes(10, 200, 0);
    byte[] green = bytes(20, 100, 0);
    byte[] blue = bytes(30, 50, 255);
    IndexColorModel model = new IndexColorModel(8, 3, red, green, blue, 1);
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    picture.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});
    byte[] expected = bytes(10, 20, 30, 255, 255, 255, 0, 0, 255);
    assertThat(decode(Pictures.write(picture, "png")).rgb()).isEqualTo(expected);
    assertThat(decode(Pictures.write(picture, "gif")).rgb()).isEqualTo(expected);
    BufferedImage bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
    bits.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 0, 1});
    assertThat(decode(Pictures.write(bits, "png")).rgb())
        .isEqualTo(bytes(255, 255, 255, 0, 0, 0, 255, 255, 255));
  }

  @Test
  void colourKeyInAPng() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0x102030);
    picture.setRGB(1, 0, 0x405060);
    byte[] key = {0, 0x10, 0, 0x20, 0, 0x30};
    byte[] file = Pictures.withChunk(Pictures.write(picture, "png"), "tRNS", key);
    assertThat(decode(file).rgb()).isEqualTo(bytes(255, 255, 255, 0x40, 0x50, 0x60));
  }

  @Test
  void theFirstPictureOfAGifAtItsPlace() throws IOException {
    BufferedImage dot =
        new BufferedImage(
            1,
            1,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(1, 2, bytes(9, 0), bytes(8, 0), bytes(7, 0)));
    byte[] gif = Pictures.write(dot, "gif");
    gif[6] = 3; // a screen of 3 x 2
    gif[8] = 2;
    int descriptor =
        IntStream.range(13, gif.length).filter(i -> gif[i] == 0x2C).findFirst().orElseThrow();
    gif[descriptor + 1] = 2; // from the left
    gif[descriptor + 3] = 1; // from the top
    Image image = decode(gif);
    assertThat(image.at(2, 1, 0)).isEqualTo(9);
    assertThat(image.at(1, 1, 0)).isEqualTo(255);
    assertThat(image.at(0, 0, 2)).isEqualTo(255);
  }

  @Test
  void webpByBothDecoders() throws IOException {
    BufferedImage picture = Pictures.smooth(61, 40, BufferedImage.TYPE_INT_RGB);
    byte[] lossless = Pictures.webp(picture, 101);
    assertThat(decode(lossless).rgb()).isEqualTo(Pictures.rgb(picture));
    assertThat(slow(lossless).rgb()).isEqualTo(Pictures.rgb(picture));
    byte[] lossy = Pictures.webp(picture, 95);
    // Lossy, colours at half resolution: 3 levels in the mean; the decoders differ in how they
    // bring colours to full resolution.
    assertThat(Pictures.difference(decode(lossy), ImageIoDecoder.toRgb(picture))[0]).isLessThan(3);
    assertThat(Pictures.difference(decode(lossy), slow(lossy))[0]).isLessThan(3);
    assertThat(ImageHeader.read(lossy, "x").format()).isEqualTo("webp");
  }

  @Test
  void cmykIsConverted() throws IOException {
    Image image = decode(Pictures.cmyk());
    // Without a profile the conversion is a matter of taste: cyan has little red and much blue,
    // black is dark, paper is white.
    assertThat(image.at(8, 8, 0)).isLessThan(60);
    assertThat(image.at(8, 8, 2)).isGreaterThan(180);
    assertThat(image.at(24, 8, 0)).isLessThan(60);
    assertThat(image.at(40, 8, 0)).isGreaterThan(240);
    assertThat(image.at(40, 8, 2)).isGreaterThan(240);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp"})
  void cutOffFilesAreRefused(String format) throws IOException {
    byte[] file = Pictures.write(Pictures.smooth(120, 90, BufferedImage.TYPE_INT_RGB), format);
    for (double share : new double[] {0.5, 0.9}) {
      byte[] part = Arrays.copyOf(file, (int) (file.length * share));
      assertThatThrownBy(() -> ImageDecoder.decode(part, "half." + format))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("half." + format + " is truncated");
    }
    assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(file, 9), "start"))
        .hasMessageContaining("start is truncated");
  }

  @Test
  void cutOffWebpIsRefused() throws IOException {
    byte[] file = Pictures.webp(Pictures.smooth(120, 90, BufferedImage.TYPE_INT_RGB), 90);
    assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(file, file.length / 2), "half.webp"))
        .hasMessageStartingWith("half.webp is truncated");
  }

  @Test
  void aThumbnailsEndIsNotThePicturesEnd() throws IOException {
    byte[] thumbnail = Pictures.jpeg(Pictures.smooth(16, 16, BufferedImage.TYPE_INT_RGB), 0.5f);
    byte[] file =
        Pictures.withSegment(
            Pictures.jpeg(Pictures.smooth(90, 90, BufferedImage.TYPE_INT_RGB), 0.9f),
            0xE3,
            thumbnail);
    assertThat(decode(file).width()).isEqualTo(90);
    assertThat(JpegHeader.isComplete(Arrays.copyOf(file, file.length - 300))).isFalse();
    assertThat(JpegHeader.isComplete(Arrays.copyOf(file, file.length + 10)))
        .as("junk behind the end")
        .isTrue();
  }

  @Test
  void progressiveJpeg() throws IOException {
    BufferedImage picture = Pictures.smooth(90, 70, BufferedImage.TYPE_INT_RGB);
    byte[] file = Pictures.jpeg(picture, 0.95f, true);
    assertThat(Pictures.difference(decode(file), ImageIoDecoder.toRgb(picture))[0]).isLessThan(1.5);
    // With junk behind the end all scans and tables must be walked through.
    assertThat(JpegHeader.isComplete(Arrays.copyOf(file, file.length + 10))).isTrue();
    assertThat(JpegHeader.isComplete(Arrays.copyOf(file, file.length - 2))).isFalse();
    assertThat(JpegHeader.isComplete(Arrays.copyOf(file, file.length / 2))).isFalse();
  }

  /** libpng prints what it thinks of other chunks and of wrong checksums. */
  @Test
  void openCvGetsThePixelsOfAPngAlone() throws IOException {
    byte[] png = Pictures.write(Pictures.smooth(60, 50, BufferedImage.TYPE_INT_RGB), "png");
    byte[] profile = Pictures.withChunk(png, "iCCP", new byte[] {'x', 0, 0, 1, 2, 3});
    assertThat(PngHeader.essential(png)).contains(png);
    assertThat(PngHeader.essential(profile)).contains(png);
    assertThat(decode(profile).rgb()).isEqualTo(decode(png).rgb());
    byte[] damaged = png.clone();
    damaged[damaged.length - 20] ^= 1;
    assertThat(PngHeader.essential(damaged)).isEmpty();
    assertThat(PngHeader.essential(Arrays.copyOf(png, png.length - 1))).isEmpty();
  }

  /** Every scan is a pass over the whole image: 1 MB of them would take half a minute. */
  @Test
  void aJpegOfManyScansIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] file = Pictures.jpeg(Pictures.smooth(900, 700, BufferedImage.TYPE_INT_RGB), 0.9f, true);
    byte[] many = withScans(file, 20_000);
    assertThat(many.length).isBetween(250_000, 2_000_000);
    assertThatThrownBy(() -> ImageDecoder.decode(many, "a.jpg"))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "a.jpg has more than 500 scans, each a pass over the whole image: save it anew");
    assertThat(JpegHeader.hasTooManyScans(withScans(file, 480))).isFalse();
    assertThat(JpegHeader.hasTooManyScans(withScans(file, 501))).isTrue();
    byte[] others = Arrays.copyOf(file, file.length + many.length);
    System.arraycopy(many, 0, others, file.length, many.length);
    assertThat(JpegHeader.hasTooManyScans(others)).as("behind the end of the image").isFalse();
  }

  /** Adds scans of the first component that say next to nothing, before the end of the image. */
  private static byte[] withScans(byte[] jpeg, int count) {
    byte[] scan = {
      (byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 1, 63, 0x21, 0, (byte) 0xFF, 0, (byte) 0x55
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < count; i++) {
      out.writeBytes(scan);
    }
    out.write(jpeg, jpeg.length - 2, 2);
    return out.toByteArray();
  }

  @Test
  void whatIsNoImageIsSaidInOneSentence() {
    assertRefused(new byte[0], "a.jpg is not an image: it is empty");
    assertRefused(
        "Hello world".getBytes(StandardCharsets.UTF_8),
        "a.jpg is not an image: it starts with \"Hello wo\"");
    assertRefused(
        new byte[] {0, 1, (byte) 0xAB}, "a.jpg is not an image: it starts with the bytes 00 01 ab");
    assertRefused(
        Pictures.pngHeader(0, 5),
        "a.jpg is not an image that can be read: its header says 0 x 5 pixels");
    assertRefused(
        Pictures.pngHeader(30_000, 30_000),
        "a.jpg has 30000 x 30000 pixels, more than the limit of 100 megapixels: make it smaller, or raise data.max-pixels");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageDecoder.decode(file, "a.jpg"))
        .isInstanceOf(ImageException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> ImageHeader.read(file, "a.jpg"))
        .isInstanceOf(ImageException.class)
        .hasMessage(message);
  }

  @Test
  void brokenPixelsAreRefused() throws IOException {
    byte[] png = Pictures.write(Pictures.smooth(60, 50, BufferedImage.TYPE_INT_RGB), "png");
    Arrays.fill(png, 60, png.length - 40, (byte) 7);
    assertThatThrownBy(() -> ImageDecoder.decode(png, "bad.png"))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("bad.png c");
    assertThatThrownBy(() -> ImageDecoder.decode(png, "bad.png", 0, 2999))
        .hasMessageContaining("limit of 0.002999 megapixels");
  }

  @Test
  void decodingLeavesNoNativeMemory() throws IOException {
    byte[] jpeg = Pictures.jpeg(Pictures.smooth(64, 48, BufferedImage.TYPE_INT_RGB), 0.9f);
    byte[] png = Pictures.write(Pictures.smooth(64, 48, BufferedImage.TYPE_INT_ARGB), "png");
    ImageDecoder.decode(jpeg, "x");
    long before = LivePointers.settled();
    for (int i = 0; i < 20; i++) {
      ImageDecoder.decode(jpeg, "x");
      ImageDecoder.decode(png, "x");
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    assertThat(opencv_core.getNumThreads()).isLessThanOrEqualTo(1);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
