package org.likeness.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Recognises the format by its signature and calls the reader of its header. Written here, since a
 * data set asks every file for its size after EXIF rotation: ImageIO's readers do not apply the
 * rotation, and libraries for metadata parse all of a file's tags.
 */
final class HeaderParser {
  private static final int SIGNATURE = 12;
  private static final int SHOWN = 8;

  private HeaderParser() {}

  static ParsedHeader parse(InputStream source, String id) throws IOException {
    InputStream in = source.markSupported() ? source : new BufferedInputStream(source);
    in.mark(SIGNATURE);
    byte[] first = in.readNBytes(SIGNATURE);
    if (first.length == 0) {
      throw new ImageException(id + " is not an image: it is empty");
    }
    in.reset();
    ParsedHeader header;
    try {
      if (startsWith(first, 0xFF, 0xD8, 0xFF)) {
        header = JpegHeader.read(after(in, 2));
      } else if (startsWith(first, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
        header = PngHeader.read(after(in, 8));
      } else if (startsWith(first, 'G', 'I', 'F', '8', '7', 'a')
          || startsWith(first, 'G', 'I', 'F', '8', '9', 'a')) {
        header = gif(first);
      } else if (startsWith(first, 'B', 'M')) {
        header = BmpHeader.read(after(in, 2));
      } else if (startsWith(first, 'R', 'I', 'F', 'F')
          && first.length == SIGNATURE
          && text(first, 8, 4).equals("WEBP")) {
        header = WebpHeader.read(after(in, SIGNATURE));
      } else {
        throw new ImageException(id + " is not an image: it starts with " + shown(first));
      }
    } catch (EOFException e) {
      throw new ImageException(id + " is truncated: it ends before the size of the image", e);
    } catch (BadHeader e) {
      throw new ImageException(id + " is not an image that can be read: " + e.getMessage(), e);
    }
    if (header.width() < 1 || header.height() < 1) {
      throw new ImageException(
          id
              + " is not an image that can be read: its header says "
              + header.width()
              + " x "
              + header.height()
              + " pixels");
    }
    return header;
  }

  /** A header that contradicts its format; becomes an {@link ImageException} with the file's id. */
  static final class BadHeader extends IOException {
    private static final long serialVersionUID = 1L;

    BadHeader(String message) {
      super(message);
    }
  }

  /** What follows the signature. */
  private static DataInputStream after(InputStream in, int signature) throws IOException {
    in.skipNBytes(signature);
    return new DataInputStream(in);
  }

  private static ParsedHeader gif(byte[] first) throws EOFException {
    if (first.length < 10) {
      throw new EOFException();
    }
    ByteBuffer screen = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    return new ParsedHeader(
        Format.GIF, screen.getShort(6) & 0xFFFF, screen.getShort(8) & 0xFFFF, 1, false);
  }

  private static boolean startsWith(byte[] bytes, int... signature) {
    if (bytes.length < signature.length) {
      return false;
    }
    for (int i = 0; i < signature.length; i++) {
      if ((bytes[i] & 0xFF) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  /** The first bytes as text where they are printable, else in hexadecimal. */
  private static String shown(byte[] first) {
    int length = Math.min(SHOWN, first.length);
    String text = text(first, 0, length);
    boolean printable =
        text.chars().allMatch(c -> c >= 0x20 && c < 0x7F || c == '\n' || c == '\r' || c == '\t');
    return printable
        ? "\"" + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "\""
        : "the bytes " + HexFormat.ofDelimiter(" ").formatHex(first, 0, length);
  }
}
