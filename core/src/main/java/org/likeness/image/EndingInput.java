package org.likeness.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A file in memory for ImageIO's readers. Some take the end of the data for zeros, and would fill a
 * large image bit by bit, an exception each; here it is the end.
 */
final class EndingInput extends MemoryCacheImageInputStream {
  /** Reads behind the end that are allowed, since readers look ahead. */
  private static final int LOOK_AHEAD = 1000;

  private int atEnd;

  EndingInput(byte[] file) {
    super(new ByteArrayInputStream(file));
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    return checked(super.read(into, from, count));
  }

  private int checked(int read) throws IIOException {
    if (read < 0 && ++atEnd > LOOK_AHEAD) {
      throw new IIOException("its data end too early");
    }
    return read;
  }
}
