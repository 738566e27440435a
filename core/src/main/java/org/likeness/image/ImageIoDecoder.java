package org.likeness.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Decoding in Java: ImageIO, with TwelveMonkeys' readers for CMYK JPEG and WebP. */
final class ImageIoDecoder {
  private ImageIoDecoder() {}

  /** The first image of a file, not rotated. */
  static Image decode(byte[] file, ParsedHeader header, String id, long maxPixels)
      throws IOException {
    ImageReader reader = reader(header.format());
    try (ImageInputStream in = new EndingInput(file)) {
      reader.setInput(in, header.format() != Format.GIF, header.format() != Format.GIF);
      ImageHeader.refuseTooLarge(reader.getWidth(0), reader.getHeight(0), id, maxPixels);
      Image image = toRgb(reader.read(0));
      return header.format() == Format.GIF
          ? onScreen(image, reader.getImageMetadata(0), header)
          : image;
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // readers throw either where bytes make no sense
      throw new ImageException(id + " cannot be decoded: " + reason(e), e);
    } finally {
      reader.dispose();
    }
  }

  /** The reader's first line, where it has one to say. */
  private static String reason(Exception e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    if (e instanceof EOFException) {
      return "its data end too early";
    }
    boolean internal = e instanceof RuntimeException || e.getMessage() == null || text.isEmpty();
    return internal ? "its data make no sense" : text.replaceFirst("\\.+$", "");
  }

  private static ImageReader reader(Format format) throws IIOException {
    Optional<ImageReader> found = Optional.empty();
    for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format.label);
        all.hasNext(); ) {
      ImageReader reader = all.next();
      if (found.isEmpty() || reader.getClass().getName().startsWith("com.twelvemonkeys.")) {
        found = Optional.of(reader);
      }
    }
    return found.orElseThrow(() -> new IIOException("no reader for " + format.label));
  }

  /**
   * Pixels as they are stored: values of a colour profile or of grey are taken as sRGB, as OpenCV
   * does.
   */
  static Image toRgb(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    picture.coerceData(false);
    ColorModel model = picture.getColorModel();
    int space = model.getColorSpace().getType();
    if (model instanceof IndexColorModel
        || space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB) {
      byColourModel(picture, rgb);
    } else {
      bySamples(picture.getRaster(), model, space == ColorSpace.TYPE_GRAY ? 1 : 3, rgb);
    }
    return new Image(width, height, rgb);
  }

  private static void byColourModel(BufferedImage picture, byte[] rgb) {
    int width = picture.getWidth();
    int[] row = new int[width];
    int out = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        rgb[out++] = (byte) Levels.overWhite(argb >> 16 & 0xFF, alpha);
        rgb[out++] = (byte) Levels.overWhite(argb >> 8 & 0xFF, alpha);
        rgb[out++] = (byte) Levels.overWhite(argb & 0xFF, alpha);
      }
    }
  }

  /** Not through {@code getRGB}, which takes grey as linear light and would brighten it. */
  private static void bySamples(Raster raster, ColorModel model, int colours, byte[] rgb) {
    int bands = raster.getNumBands();
    boolean hasAlpha = model.hasAlpha() && bands > colours;
    int[] bits = model.getComponentSize();
    int[] row = new int[raster.getWidth() * bands];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int at = 0; at < row.length; at += bands) {
        int alpha = hasAlpha ? Levels.toByte(row[at + colours], bits[colours]) : 255;
        for (int c = 0; c < 3; c++) {
          int band = colours == 1 ? 0 : c;
          rgb[out++] = (byte) Levels.overWhite(Levels.toByte(row[at + band], bits[band]), alpha);
        }
      }
    }
  }

  /**
   * Lays the first image of a GIF at its place on a white screen of the size that the header says.
   */
  private static Image onScreen(Image frame, IIOMetadata metadata, ParsedHeader header) {
    Node root = metadata.getAsTree(metadata.getNativeMetadataFormatName());
    int left = 0;
    int top = 0;
    for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals("ImageDescriptor")) {
        NamedNodeMap attributes = node.getAttributes();
        left = Integer.parseInt(attributes.getNamedItem("imageLeftPosition").getNodeValue());
        top = Integer.parseInt(attributes.getNamedItem("imageTopPosition").getNodeValue());
      }
    }
    if (left == 0
        && top == 0
        && frame.width() == header.width()
        && frame.height() == header.height()) {
      return frame;
    }
    byte[] screen =
        new byte[Math.multiplyExact(Math.multiplyExact(header.width(), header.height()), 3)];
    Arrays.fill(screen, (byte) 255);
    int columns = Math.min(frame.width(), header.width() - left);
    int rows = Math.min(frame.height(), header.height() - top);
    for (int y = 0; y < rows && columns > 0; y++) {
      System.arraycopy(
          frame.rgb(),
          y * frame.width() * 3,
          screen,
          ((top + y) * header.width() + left) * 3,
          columns * 3);
    }
    return new Image(header.width(), header.height(), screen);
  }
}
