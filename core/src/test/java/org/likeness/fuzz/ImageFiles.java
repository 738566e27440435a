package org.likeness.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.likeness.image.Pictures;

/** Small valid images of every kind within a format. */
final class ImageFiles {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 27;

  private ImageFiles() {}

  static List<byte[]> jpeg() throws IOException {
    BufferedImage picture = picture(BufferedImage.TYPE_INT_RGB);
    byte[] plain = Pictures.jpeg(picture, 0.8f);
    return List.of(
        plain,
        Pictures.jpeg(picture, 0.8f, true),
        Pictures.jpeg(picture(BufferedImage.TYPE_BYTE_GRAY), 0.8f),
        Pictures.withOrientation(plain, 6, ByteOrder.LITTLE_ENDIAN),
        Pictures.withOrientation(plain, 2, ByteOrder.BIG_ENDIAN),
        Pictures.cmyk());
  }

  static List<byte[]> png() throws IOException {
    byte[] plain = Pictures.write(picture(BufferedImage.TYPE_INT_RGB), "png");
    return List.of(
        plain,
        Pictures.write(picture(BufferedImage.TYPE_INT_ARGB), "png"),
        Pictures.write(picture(BufferedImage.TYPE_USHORT_GRAY), "png"),
        Pictures.write(picture(BufferedImage.TYPE_BYTE_INDEXED), "png"),
        Pictures.write(picture(BufferedImage.TYPE_BYTE_BINARY), "png"),
        Pictures.withChunk(plain, "tRNS", new byte[6]),
        Pictures.withChunk(plain, "eXIf", Pictures.exif(8, ByteOrder.BIG_ENDIAN)));
  }

  static List<byte[]> gif() throws IOException {
    byte[] placed = Pictures.write(picture(BufferedImage.TYPE_BYTE_INDEXED), "gif");
    placed[6] = 100; // a screen that is larger than its image
    placed[8] = 100;
    return List.of(
        Pictures.write(picture(BufferedImage.TYPE_BYTE_INDEXED), "gif"),
        Pictures.write(picture(BufferedImage.TYPE_BYTE_BINARY), "gif"),
        placed,
        Pictures.write(picture(BufferedImage.TYPE_INT_ARGB), "gif"));
  }

  static List<byte[]> bmp() throws IOException {
    BufferedImage indexed = picture(BufferedImage.TYPE_BYTE_INDEXED);
    return List.of(
        Pictures.write(picture(BufferedImage.TYPE_INT_RGB), "bmp"),
        Pictures.write(indexed, "bmp"),
        Pictures.write(picture(BufferedImage.TYPE_BYTE_BINARY), "bmp"),
        Pictures.write(picture(BufferedImage.TYPE_USHORT_565_RGB), "bmp"),
        runLengths(indexed),
        os2());
  }

  static List<byte[]> webp() throws IOException {
    BufferedImage picture = picture(BufferedImage.TYPE_INT_RGB);
    byte[] lossy = Pictures.webp(picture, 80);
    return List.of(lossy, Pictures.webp(picture, 101), extended(lossy));
  }

  private static BufferedImage picture(int type) {
    return Pictures.smooth(WIDTH, HEIGHT, type);
  }

  private static byte[] runLengths(BufferedImage indexed) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("bmp").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType("BI_RLE8");
      writer.write(null, new IIOImage(indexed, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** 4 x 2 pixels of 24 bits behind the header of 12 bytes. */
  private static byte[] os2() {
    ByteBuffer file = ByteBuffer.allocate(26 + 24).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(26);
    return file.putInt(12)
        .putShort((short) 4)
        .putShort((short) 2)
        .putShort((short) 1)
        .putShort((short) 24)
        .array();
  }

  /** The extended form: a header with the size of the canvas, the image, EXIF. */
  private static byte[] extended(byte[] lossy) {
    byte[] exif = Pictures.exif(6, ByteOrder.LITTLE_ENDIAN);
    int image = lossy.length - 12;
    ByteBuffer file =
        ByteBuffer.allocate(12 + 18 + image + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(file.capacity() - 8).put(ascii("WEBP"));
    file.put(ascii("VP8X")).putInt(10).putInt(8); // with EXIF
    file.putShort((short) (WIDTH - 1)).put((byte) 0).putShort((short) (HEIGHT - 1)).put((byte) 0);
    file.put(lossy, 12, image);
    return file.put(ascii("EXIF")).putInt(exif.length).put(exif).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
