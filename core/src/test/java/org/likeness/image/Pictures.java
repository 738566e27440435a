package org.likeness.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Files for the tests, made in memory. */
public final class Pictures {
  private Pictures() {}

  /**
   * Smooth colours that differ at every corner, so that JPEG keeps them well and a wrong
   * orientation shows.
   */
  public static BufferedImage smooth(int width, int height, int type) {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / Math.max(1, width - 1);
        int green = 255 * y / Math.max(1, height - 1);
        int blue = (int) (127 + 100 * Math.sin(x * 0.05 + y * 0.03));
        picture.setRGB(x, y, 0xFF000000 | red << 16 | green << 8 | blue);
      }
    }
    return picture;
  }

  public static byte[] write(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, format, out)) {
      throw new IOException("no writer for " + format);
    }
    return out.toByteArray();
  }

  public static byte[] jpeg(BufferedImage picture, float quality) throws IOException {
    return jpeg(picture, quality, false);
  }

  public static byte[] jpeg(BufferedImage picture, float quality, boolean progressive)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      param.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /**
   * A JPEG of four inks as Adobe writes it, values inverted: 255 is no ink. A patch of cyan, one of
   * black, one of paper, 16x16 each.
   */
  public static byte[] cmyk() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 48, 16, 4, null);
    int[][] inks = {{0, 255, 255, 255}, {255, 255, 255, 0}, {255, 255, 255, 255}};
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 48; x++) {
        raster.setPixel(x, y, inks[x / 16]);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    return withSegment(out.toByteArray(), 0xEE, adobe);
  }

  /** The JPEG with a segment put behind its SOI marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + data.length + 4);
    out.put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (data.length + 2))
        .put(data);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  public static byte[] withOrientation(byte[] jpeg, int orientation, ByteOrder order) {
    byte[] exif = exif(orientation, order);
    byte[] data = Arrays.copyOf("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), 6 + exif.length);
    System.arraycopy(exif, 0, data, 6, exif.length);
    return withSegment(jpeg, 0xE1, data);
  }

  /** A TIFF structure with the orientation behind one other entry. */
  public static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 24 + 4).order(order);
    tiff.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I'))
        .put(tiff.get(0))
        .putShort((short) 42)
        .putInt(8);
    tiff.putShort((short) 2);
    tiff.putShort((short) 0x0106)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 2)
        .putShort((short) 0);
    tiff.putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0);
    return tiff.array();
  }

  /** The PNG with a chunk put behind its header. */
  public static byte[] withChunk(byte[] png, String type, byte[] data) {
    byte[] body = Arrays.copyOf(type.getBytes(StandardCharsets.ISO_8859_1), 4 + data.length);
    System.arraycopy(data, 0, body, 4, data.length);
    CRC32 checksum = new CRC32();
    checksum.update(body);
    int behindHeader = 8 + 25;
    ByteBuffer out = ByteBuffer.allocate(png.length + data.length + 12);
    out.put(png, 0, behindHeader).putInt(data.length).put(body).putInt((int) checksum.getValue());
    return out.put(png, behindHeader, png.length - behindHeader).array();
  }

  /** Signature and header of a PNG, without pixels. */
  static byte[] pngHeader(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(8 + 25);
    header.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}).putInt(13);
    header
        .put("IHDR".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(width)
        .putInt(height)
        .put(new byte[] {8, 2, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(header.array(), 12, 17);
    return header.putInt((int) checksum.getValue()).array();
  }

  /**
   * A WebP.
   *
   * @param quality to 100; 101 for one without loss
   */
  public static byte[] webp(BufferedImage picture, int quality) throws IOException {
    if (!OpenCv.isAvailable()) {
      throw new IOException("no writer for webp");
    }
    Image image = ImageIoDecoder.toRgb(picture);
    byte[] bgr = new byte[image.rgb().length];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = image.rgb()[i / 3 * 3 + 2 - i % 3];
    }
    try (BytePointer data = new BytePointer(bgr);
        Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_8UC3, data);
        BytePointer out = new BytePointer();
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality)) {
      if (!opencv_imgcodecs.imencode(".webp", mat, out, options)) {
        throw new IOException("no writer for webp");
      }
      byte[] file = new byte[Math.toIntExact(out.limit())];
      out.get(file);
      return file;
    }
  }

  static byte[] rgb(BufferedImage picture) {
    return ImageIoDecoder.toRgb(picture).rgb();
  }

  /** Mean and largest difference between the bytes of two images of one size. */
  static double[] difference(Image a, Image b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new IllegalArgumentException(
          a.width() + "x" + a.height() + " is not " + b.width() + "x" + b.height());
    }
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      double difference = Math.abs((a.rgb()[i] & 0xFF) - (b.rgb()[i] & 0xFF));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    return new double[] {sum / a.rgb().length, largest};
  }
}
