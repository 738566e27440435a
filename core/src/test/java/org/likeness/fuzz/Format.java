package org.likeness.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A format that is read: valid inputs, and the reader that a user's files go through. */
interface Format {
  /** Lower case, with {@code -}: a part of commands and of file names. */
  String name();

  /** Valid inputs, which {@link #read} accepts. */
  List<Sample> samples() throws IOException;

  /** Whether a part is text, whose tokens are mutated as well as its bytes. */
  default boolean isText(String part) {
    return false;
  }

  /**
   * A mutated part with checksums and lengths made right again, so that the reader goes on behind
   * them; half of all cases are repaired.
   */
  default byte[] repaired(byte[] part) {
    return part;
  }

  /** The mutated files, by their path in the input's folder. */
  default Map<String, byte[]> files(Map<String, byte[]> parts) throws IOException {
    return parts;
  }

  /**
   * Reads the files of a folder as deeply as a user's command does. A refusal of a part of the
   * input, after which a command goes on, is checked by {@link Refusal#check(String)}.
   *
   * @throws Exception where the input is refused, or the reader is at fault
   */
  void read(Path folder) throws Exception;

  /** Whether reading an input that is accepted changes its folder, as a resumed run does. */
  default boolean writes() {
    return false;
  }
}
