package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.image.ImageException;

/** The image of a file, for sheets. */
final class ImageDecoderOf {
  private static final int SIDE = 128;

  private ImageDecoderOf() {}

  static Image file(Path file) throws IOException {
    InputFile.check(file);
    try {
      return ImageDecoder.decode(Files.readAllBytes(file), file.toString(), SIDE);
    } catch (ImageException e) {
      throw new InputException(e.getMessage(), e);
    }
  }
}
