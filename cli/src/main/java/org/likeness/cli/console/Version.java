package org.likeness.cli.console;

import picocli.CommandLine.IVersionProvider;

/** {@code --version}. */
public final class Version implements IVersionProvider {
  private static final String UNKNOWN = "unknown";

  /**
   * Likeness's own version, from the jar's manifest; a version-less run from class files says so.
   */
  public static String likeness() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? UNKNOWN + " (run from class files)" : version;
  }

  public static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {"likeness " + likeness(), "java " + java()};
  }
}
