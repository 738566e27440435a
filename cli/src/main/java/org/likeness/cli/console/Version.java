package org.likeness.cli.console;

import java.util.Map;
import java.util.TreeMap;
import org.likeness.run.Machine;
import picocli.CommandLine.IVersionProvider;

/** Versions, for {@code --version}. */
public final class Version implements IVersionProvider {
  /** The same for {@code --version --json}. */
  public static Map<String, String> json() {
    return new TreeMap<>(Map.of("likeness", Machine.likeness(), "java", Machine.java()));
  }

  @Override
  public String[] getVersion() {
    return new String[] {"likeness " + Machine.likeness(), "java " + Machine.java()};
  }
}
