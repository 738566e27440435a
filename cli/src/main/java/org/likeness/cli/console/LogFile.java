package org.likeness.cli.console;

import static org.slf4j.Logger.ROOT_LOGGER_NAME;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Copies the log from level INFO up to a file while it is open. Appends to a file that exists. */
final class LogFile implements AutoCloseable {
  private final FileAppender<ILoggingEvent> appender = new FileAppender<>();

  /** Opens {@code file}, whose folder exists. */
  LogFile(Path file) {
    LoggerContext context = root().getLoggerContext();
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel("INFO");
    filter.start();
    appender.setContext(context);
    appender.setName(file.toString());
    appender.setFile(file.toString());
    appender.setAppend(true);
    appender.setEncoder(
        Logging.encoder(
            context, "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n"));
    appender.addFilter(filter);
    appender.start();
    root().addAppender(appender);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(ROOT_LOGGER_NAME);
  }

  @Override
  public void close() {
    root().detachAppender(appender);
    appender.stop();
  }
}
