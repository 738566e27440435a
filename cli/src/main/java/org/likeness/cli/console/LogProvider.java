package org.likeness.cli.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback for SLF4J, configured by {@link Logging} directly. Logback's own provider searches for
 * configurations first and reports on each, which takes a tenth of a second at the start of a
 * command; it is used only where its property names a file.
 */
public final class LogProvider implements SLF4JServiceProvider {
  static final String PROVIDER = LoggerFactory.PROVIDER_PROPERTY_KEY;

  /** SLF4J's property for how much it reports about itself. */
  static final String VERBOSITY = "slf4j.internal.verbosity";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

  /**
   * Makes this the provider of the process, unless another or a file is named, also of what logs by
   * {@code java.util.logging}; to be called before the first logger is made.
   */
  public static void install() {
    JavaLogging.install();
    if (System.getProperty(Logging.FILE) != null || System.getProperty(PROVIDER) != null) {
      return;
    }
    System.setProperty(PROVIDER, LogProvider.class.getName());
    if (System.getProperty(VERBOSITY) == null) { // SLF4J would report the provider on each start
      System.setProperty(VERBOSITY, "WARN");
    }
  }

  @Override
  public void initialize() {
    context.setName("default");
    context.setMDCAdapter(mdc);
    Logging logging = new Logging();
    logging.setContext(context);
    logging.configure(context);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99"; // any of SLF4J 2.0
  }
}
