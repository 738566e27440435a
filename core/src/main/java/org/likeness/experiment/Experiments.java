package org.likeness.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.Suggest;
import org.likeness.io.FileNames;
import org.likeness.recipe.ResourceNames;

/**
 * The experiments included in the library, by name. To add one, add a file to {@code experiments/}
 * in the resources of this library or of another one on the class path.
 */
public final class Experiments {
  private static final String FOLDER = "experiments";
  private static final String YAML = ".yaml";

  private Experiments() {}

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return ResourceNames.in(Experiments.class.getClassLoader(), FOLDER, YAML);
  }

  /**
   * An experiment of the library by name, or a file whose name ends in {@code .yaml}.
   *
   * @throws InputException if there is none, or it cannot be used; the message says where
   */
  public static Experiment named(String nameOrFile) {
    if (nameOrFile.toLowerCase(Locale.ROOT).endsWith(YAML)) {
      Path file = FileNames.path(nameOrFile);
      String name = file.toAbsolutePath().normalize().getFileName().toString();
      return ExperimentReader.read(
          name.substring(0, name.length() - YAML.length()), InputFile.text(file));
    }
    return ExperimentReader.read(nameOrFile, text(nameOrFile));
  }

  /** The text of a file; its first lines have the command and what to expect. */
  public static String text(String name) {
    if (!names().contains(name)) {
      throw new InputException(Suggest.unknown("experiment", name, names()));
    }
    try (InputStream in = Experiments.class.getResourceAsStream("/" + FOLDER + "/" + name + YAML)) {
      if (in == null) {
        throw new InputException("the file of the experiment " + name + " cannot be found");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
