package org.likeness.kills;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A command that is killed and run again. */
interface Task {
  String name();

  /** Makes what the command needs in the new folder of a round. */
  default void prepare(Path round) throws IOException {}

  /** The command line: the first in an empty round, or the one that a user runs after a kill. */
  List<String> command(Path round);

  /** Where the command writes, in the folder of a round. */
  Path output(Path round);
}
