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

  /** The picture of a row with a caption. */
  static Picture picture(OpenCollection collection, int row, String caption) {
    return new Picture(collection.images().load(row, SIDE), caption);
  }
}
