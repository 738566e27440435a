package org.likeness.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/**
 * The included images, {@code samples/emoji}: found below the folder that the system property
 * {@code likeness.home} names.
 */
final class Sample {
  static final String NAME = "emoji";
  static final DatasetEntry ENTRY =
      new DatasetEntry(
          NAME,
          "3,812 colour images, 64x64: 1,906 symbols in two drawing styles, 98 subcategories; included",
          "samples/emoji",
          "Apache-2.0 (Noto) and CC-BY-4.0 (Twemoji)",
          false,
          true);

  private Sample() {}

  static Dataset open(DataOptions options) {
    Path folder = Path.of(System.getProperty("likeness.home", ""), "samples", NAME);
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          "the sample "
              + NAME
              + " is not at "
              + folder
              + ": give the folder of its tar files with --data, or run from the project's folder");
    }
    return TarShards.open(folder, options);
  }
}
