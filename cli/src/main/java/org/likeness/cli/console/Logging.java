package org.likeness.cli.console;

import static org.slf4j.Logger.ROOT_LOGGER_NAME;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;

/**
 * Configures which log messages reach the terminal: warnings, or all with {@code --verbose}. A run
 * adds a {@link LogFile}. Called by {@link LogProvider}, or found by Logback as a service. A file
 * named by the property {@code logback.configurationFile} takes precedence; one on the class path
 * is ignored. Java instead of XML, since reading XML takes some tenths of a second at the start of
 * a command.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {
  /** Logback's property, the name of a file. */
  static final String FILE = "logback.configurationFile";

  private static final String LEVEL = "likeness.console.level";

  /** Shows all log messages; to be called before the first logger is made. */
  public static void verbose() {
    System.setProperty(LEVEL, "DEBUG");
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder encoder = encoder(context, "%-5level %logger{0}: %msg%n%nopex");
    TerminalFilter filter = new TerminalFilter(Level.toLevel(System.getProperty(LEVEL, "WARN")));
    filter.start();
    ConsoleAppender<ILoggingEvent> terminal = new ConsoleAppender<>();
    terminal.setContext(context);
    terminal.setName("terminal");
    terminal.setTarget("System.err");
    terminal.setEncoder(encoder);
    terminal.addFilter(filter);
    terminal.start();
    context.getLogger("org.likeness").setLevel(Level.DEBUG);
    // Of a web server's parts only failures: they warn of each request that is not valid HTTP.
    context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
    context.getLogger("io.javalin").setLevel(Level.ERROR);
    context.getLogger(ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context.getLogger(ROOT_LOGGER_NAME).addAppender(terminal);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Lines of a pattern, in UTF-8. */
  static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
