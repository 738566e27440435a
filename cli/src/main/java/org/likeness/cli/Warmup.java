package org.likeness.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Loads the classes that commands need at their start, for the archive that the launcher makes
 * after a build. Nothing is printed, and no native library is loaded.
 */
final class Warmup {
  private static final String[][] CALLS = {
    {"--help"},
    {"--version"},
    {"doctor", "--help"},
    {"help"},
    {"completion", "--json"},
    {"methods", "instdisc"},
    {"recipes"},
    {"no-such-command"}
  };

  private Warmup() {}

  /** Runs a few harmless commands. */
  public static void main(String[] args) throws ReflectiveOperationException {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    for (String[] call : CALLS) {
      Main.run(call, new Console(nowhere, nowhere, Terminal.none()), nowhere, nowhere);
    }
    org.slf4j.LoggerFactory.getLogger(Warmup.class).debug("the logging classes are loaded");
    for (String bindings :
        new String[] {
          "org.bytedeco.pytorch.global.torch",
          "org.bytedeco.pytorch.Tensor",
          "org.bytedeco.pytorch.Module"
        }) {
      // Read and kept in the archive, but not initialised: that would unpack and load libtorch.
      Class.forName(bindings, false, Warmup.class.getClassLoader());
    }
  }
}
