package org.likeness.cli.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The configuration of {@code java.util.logging}, by which some libraries log: everything goes to
 * SLF4J. Java makes one of these when it is first used, so that a command that does not use it does
 * not wait for it.
 */
public final class JavaLogging {
  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** Called by Java. */
  public JavaLogging() throws IOException {
    String properties = "handlers=" + SLF4JBridgeHandler.class.getName() + "\n.level=INFO\n";
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(properties.getBytes(StandardCharsets.UTF_8)));
  }

  /** Lets Java use this, unless another configuration is named. */
  static void install() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, JavaLogging.class.getName());
    }
  }
}
