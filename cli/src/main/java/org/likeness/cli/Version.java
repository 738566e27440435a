package org.likeness.cli;

import picocli.CommandLine.IVersionProvider;

/** {@code --version}. */
final class Version implements IVersionProvider {
  private static final String UNKNOWN = "unknown";

  /**
   * Likeness's own version, from the jar's manifest; a version-less run from class files says so.
   */
  static String likeness() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? UNKNOWN + " (run from class files)" : version;
  }

  static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {"likeness " + likeness(), "java " + java()};
  }
}
