package org.likeness.error;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Why a file cannot be used, in a few words. */
public final class FileReason {
  private FileReason() {}

  /**
   * The reason in lower case for the usual failures, otherwise the first line of the message, both
   * without a full stop at the end. Many of Java's file exceptions have only the name of the file
   * as their message: for them it is the meaning of the exception.
   */
  public static String of(IOException e) {
    return words(e).replaceFirst("\\.$", "");
  }

  private static String words(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of this name exists";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    return Optional.ofNullable(e.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(e.getClass().getSimpleName());
  }
}
