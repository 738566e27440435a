package org.likeness.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps warnings of some libraries from the terminal that their users can do nothing about; Lucene
 * asks for options of Java, for instance. With {@code --verbose} they are shown.
 */
final class TerminalFilter extends Filter<ILoggingEvent> {
  private static final String LUCENE = "org.apache.lucene.";

  private final Level least;

  TerminalFilter(Level least) {
    this.least = least;
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean quiet =
        least.isGreaterOrEqual(Level.WARN)
            && event.getLoggerName().startsWith(LUCENE)
            && !event.getLevel().isGreaterOrEqual(Level.ERROR);
    return quiet || !event.getLevel().isGreaterOrEqual(least)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
