package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LoggingTest {
  private static final String FILE = Logging.FILE;

  @AfterEach
  void forget() {
    System.clearProperty(FILE);
  }

  /** Logback's own way without it: everything, on standard output, among a command's results. */
  @Test
  void isTheOneThatLogbackFinds() {
    assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(Logging.class);
    LoggerContext inUse = (LoggerContext) LoggerFactory.getILoggerFactory();
    assertThat(inUse.getLogger("ROOT").getAppender("terminal")).isNotNull();
    assertThat(inUse.getLogger("ROOT").iteratorForAppenders())
        .toIterable()
        .filteredOn(ConsoleAppender.class::isInstance)
        .hasSize(1);
  }

  @Test
  void warningsReachTheErrorStream() {
    LoggerContext context = new LoggerContext();
    assertThat(new Logging().configure(context))
        .isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("org.likeness.cli").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("other").getEffectiveLevel()).isEqualTo(Level.INFO);
    Appender<?> terminal = context.getLogger("ROOT").getAppender("terminal");
    assertThat(((ConsoleAppender<?>) terminal).getTarget()).isEqualTo("System.err");
    assertThat(terminal.getCopyOfAttachedFiltersList()).hasSize(1);
    assertThat(terminal.isStarted()).isTrue();
    context.stop();
  }

  @Test
  void theProviderIsReadyAtOnce() {
    LogProvider provider = new LogProvider();
    provider.initialize();
    LoggerContext context = (LoggerContext) provider.getLoggerFactory();
    assertThat(context.getLogger("ROOT").getAppender("terminal")).isNotNull();
    assertThat(context.getMDCAdapter()).isSameAs(provider.getMDCAdapter());
    context.stop();
  }

  @Test
  void theProviderIsTakenUnlessAFileIsNamed() {
    Map<String, String> before = new HashMap<>();
    for (String name : List.of(LogProvider.PROVIDER, LogProvider.VERBOSITY)) {
      before.put(name, System.getProperty(name));
      System.clearProperty(name);
    }
    try {
      System.setProperty(FILE, "mine.xml");
      LogProvider.install();
      assertThat(System.getProperty("slf4j.provider")).isNull();
      System.clearProperty(FILE);
      LogProvider.install();
      assertThat(System.getProperty("slf4j.provider")).isEqualTo(LogProvider.class.getName());
      assertThat(System.getProperty("slf4j.internal.verbosity")).isEqualTo("WARN");
      System.setProperty("slf4j.provider", "another");
      LogProvider.install();
      assertThat(System.getProperty("slf4j.provider")).isEqualTo("another");
    } finally {
      before.forEach(
          (name, value) -> {
            System.clearProperty(name);
            if (value != null) {
              System.setProperty(name, value);
            }
          });
    }
  }

  @Test
  void aFileOfTheUsersGoesBefore() {
    System.setProperty(FILE, "mine.xml");
    LoggerContext context = new LoggerContext();
    assertThat(new Logging().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("ROOT").getAppender("terminal")).isNull();
  }
}
