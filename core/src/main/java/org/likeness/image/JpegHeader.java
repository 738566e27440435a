package org.likeness.image;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * JPEG (ITU-T T.81, annex B): segments up to the frame header, which has the size; EXIF is in an
 * APP1 segment before it.
 */
final class JpegHeader {
  private static final int APP1 = 0xE1;
  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;

  /** Encoders write about 10; the fuzz targets of libjpeg-turbo stop at 500. */
  static final int MOST_SCANS = 500;

  /** Behind the SOI marker. */
  private static final int FIRST = 2;

  private JpegHeader() {}

  /** Reads from behind the SOI marker. */
  static ParsedHeader read(DataInputStream in) throws IOException {
    int orientation = 1;
    while (true) {
      int marker = marker(in);
      if (marker == SOS || marker == EOI) {
        throw new HeaderParser.BadHeader("a JPEG without a frame header");
      }
      if (standsAlone(marker)) {
        continue;
      }
      int length = in.readUnsignedShort() - 2;
      if (length < 0) {
        throw new HeaderParser.BadHeader("a JPEG segment of negative length");
      }
      if (isFrame(marker)) {
        int bits = in.readUnsignedByte();
        int height = in.readUnsignedShort();
        int width = in.readUnsignedShort();
        int components = in.readUnsignedByte();
        return new ParsedHeader(
            Format.JPEG, width, height, orientation, bits == 8 && components != 4);
      }
      if (marker == APP1) {
        byte[] segment = in.readNBytes(length);
        if (segment.length > 6 && HeaderParser.text(segment, 0, 6).equals("Exif\0\0")) {
          orientation = Orientation.fromExif(segment, 6);
        }
      } else {
        in.skipNBytes(length);
      }
    }
  }

  private static int marker(DataInputStream in) throws IOException {
    int value = in.readUnsignedByte();
    while (value != 0xFF) { // bytes between segments are skipped, as other decoders do
      value = in.readUnsignedByte();
    }
    while (value == 0xFF) {
      value = in.readUnsignedByte();
    }
    return value;
  }

  /** SOF0 to SOF15, without DHT, JPG and DAC, which lie among them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** Markers without a length: TEM, RST0 to RST7, SOI, and a stuffed zero. */
  static boolean standsAlone(int marker) {
    return marker <= 0x01 || marker >= 0xD0 && marker <= 0xD8;
  }

  /**
   * Whether an image has more than {@value #MOST_SCANS} scans. Each costs a pass over the whole
   * image, however few bytes it has: a file of 1 MB can take minutes.
   */
  static boolean hasTooManyScans(byte[] file) {
    int scans = 0;
    int at = nextMarker(file, FIRST);
    while (at < file.length && marker(file, at) != EOI) { // other files may follow
      scans += marker(file, at) == SOS ? 1 : 0;
      if (scans > MOST_SCANS) {
        return true;
      }
      at = nextMarker(file, behind(file, at));
    }
    return false;
  }

  /**
   * True where the image's end (EOI) is there: a decoder would fill what is missing with grey,
   * silently.
   */
  static boolean isComplete(byte[] file) {
    int length = file.length;
    if (length >= 4 && file[length - 2] == (byte) 0xFF && marker(file, length - 2) == EOI) {
      return true;
    }
    int at = nextMarker(file, FIRST);
    while (at < length && marker(file, at) != EOI) {
      at = nextMarker(file, behind(file, at));
    }
    return at < length;
  }

  /**
   * The place of the next marker, from {@code at} on, that begins a segment or ends the image;
   * pixel data, padding and restarts are passed over. The file's length if there is none.
   */
  private static int nextMarker(byte[] file, int at) {
    int here = at;
    while (here + 1 < file.length) {
      boolean escape = file[here] == (byte) 0xFF && marker(file, here) != 0xFF;
      if (escape && !standsAlone(marker(file, here))) {
        return here;
      }
      here += escape ? 2 : 1;
    }
    return file.length;
  }

  /** The place behind a segment, of which the length is told by its first two bytes. */
  private static int behind(byte[] file, int at) {
    return at + 3 < file.length
        ? at + 2 + ((file[at + 2] & 0xFF) << 8 | file[at + 3] & 0xFF)
        : file.length;
  }

  private static int marker(byte[] file, int at) {
    return file[at + 1] & 0xFF;
  }
}
