package org.likeness.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The decoder of machines without OpenCV, for every format. */
public final class JavaDecoding {
  private JavaDecoding() {}

  /** As {@link ImageDecoder#decode(byte[], String)}, before rotation. */
  public static Image decode(byte[] file, String id) throws IOException {
    ParsedHeader header = HeaderParser.parse(new ByteArrayInputStream(file), id);
    ImageHeader.refuseTooLarge(header.width(), header.height(), id, ImageHeader.MAX_PIXELS);
    return ImageIoDecoder.decode(file, header, id, ImageHeader.MAX_PIXELS);
  }
}
