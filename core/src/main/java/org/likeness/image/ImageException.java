package org.likeness.image;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * A file that cannot be read as an image; the message is one sentence that begins with the file's
 * id.
 */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage());
  }
}
