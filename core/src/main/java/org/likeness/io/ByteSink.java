package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes bytes one piece after another: a file, a digest. */
@FunctionalInterface
public interface ByteSink {
  /**
   * Takes all that remains in {@code piece}, whose memory is another's and valid during the call
   * alone.
   */
  void take(ByteBuffer piece) throws IOException;
}
