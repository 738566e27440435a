package org.likeness.cli.command;

import java.io.IOException;
import org.likeness.cli.console.Console;
import org.likeness.figure.PictureSheet.Picture;
import picocli.CommandLine.Mixin;

/** What the commands on a collection have in common. */
abstract class CollectionCommand extends ReportCommand {
  private static final int SIDE = 128;

  @Mixin CollectionOptions collection = new CollectionOptions();

  CollectionCommand(Console console) {
    super(console);
  }

  /** Opens {@code TABLE}, or {@code RUN} with {@code --data}. */
  final OpenCollection open(String place) throws IOException {
    return shown(
        "Embedding",
        "images",
        progress -> OpenCollection.of(console(), collection, place, progress));
  }

  /** The picture of a row with a caption, and the name of its file below that. */
  static Picture picture(OpenCollection collection, int row, String caption) {
    String name = fileName(collection.images().id(row));
    return new Picture(collection.images().load(row, SIDE), caption + "\n" + name);
  }

  /** The last part of an id or a path. */
  static String fileName(String id) {
    return id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
  }
}
