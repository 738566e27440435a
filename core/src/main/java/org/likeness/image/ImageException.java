package org.likeness.image;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.likeness.error.OneLine;

/**
 * A file that cannot be read as an image; the message is one sentence that begins with the file's
 * id.
 */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(OneLine.of(message));
  }

  public ImageException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }

  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage());
  }
}
