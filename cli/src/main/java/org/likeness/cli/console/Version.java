package org.likeness.cli.console;

import org.likeness.run.Machine;
import picocli.CommandLine.IVersionProvider;

/** {@code --version}. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"likeness " + Machine.likeness(), "java " + Machine.java()};
  }
}
