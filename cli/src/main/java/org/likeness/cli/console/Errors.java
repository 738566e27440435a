package org.likeness.cli.console;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.likeness.error.LikenessException;
import org.likeness.error.RunException;
import org.likeness.error.Suggest;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure into one sentence that says what to do, and into an exit code. */
public final class Errors {
  public static final int FAILURE = 1;
  public static final int WRONG_CALL = 2;

  /** libtorch's message where the system gives it no memory. */
  private static final Pattern NO_MEMORY = Pattern.compile("you tried to allocate (\\d+) bytes");

  private Errors() {}

  /**
   * A command line that cannot be parsed: says what is wrong, what may have been meant, and where
   * to read more.
   */
  public static int wrongCall(Console console, ParameterException e, String[] args) {
    // Parsing stopped at the mistake, so switches after it were not seen.
    List<String> given = Arrays.asList(args);
    console.json(console.isJson() || given.contains("--json"));
    console.verbose(given.contains("--verbose") || given.contains("-v"));
    List<String> lines = new ArrayList<>(describe(e));
    lines.add("Try '" + program(e.getCommandLine().getCommandSpec()) + " --help'.");
    console.error(lines, WRONG_CALL, e);
    return WRONG_CALL;
  }

  /** How a command is called: {@code ./likeness evaluate knn}. */
  static String program(CommandSpec spec) {
    return "./" + spec.qualifiedName(" ");
  }

  private static List<String> describe(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    if (e instanceof MissingParameterException missing) {
      List<String> names = missing.getMissing().stream().map(Errors::name).toList();
      return List.of(
          names.isEmpty() ? sentence(message(e)) : "missing " + String.join(" and ", names) + ".");
    }
    return List.of(sentence(invalidValue(e).orElseGet(() -> message(e))));
  }

  private static String message(ParameterException e) {
    return Objects.requireNonNullElse(e.getMessage(), "the command is not understood");
  }

  /** For a value that is not a number, not one of the allowed words, or not a file name. */
  private static Optional<String> invalidValue(ParameterException e) {
    ArgSpec arg = e.getArgSpec();
    if (arg == null || e.getValue() == null) {
      return Optional.empty();
    }
    String what =
        (arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel()) + " must be ";
    Class<?> type = arg.isMultiValue() ? arg.auxiliaryTypes()[0] : arg.type();
    if (type == Path.class && e.getCause() != null) {
      return Optional.ofNullable(e.getCause().getMessage());
    }
    if (type.isEnum()) {
      return Optional.of(what + "one of " + constants(type) + " but is " + e.getValue());
    }
    boolean number = type.isPrimitive() || Number.class.isAssignableFrom(type);
    if (!number) {
      return Optional.empty();
    }
    boolean whole = List.of(int.class, Integer.class, long.class, Long.class).contains(type);
    long most = type == long.class || type == Long.class ? Long.MAX_VALUE : Integer.MAX_VALUE;
    boolean tooLarge = whole && e.getValue().matches("[0-9]+");
    String expected = whole ? "a whole number" : "a number";
    return Optional.of(
        what
            + (tooLarge ? "at most " + Readable.count(most) : expected)
            + " but is "
            + e.getValue());
  }

  private static String constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String name(ArgSpec arg) {
    if (arg instanceof OptionSpec option) {
      return option.longestName() + " " + arg.paramLabel();
    }
    return arg.paramLabel();
  }

  /**
   * Names the first unknown option, or else the first unexpected argument; the value that follows
   * an unknown option is not reported.
   */
  private static List<String> unmatched(UnmatchedArgumentException e) {
    List<String> options =
        e.getUnmatched().stream().filter(argument -> argument.startsWith("-")).toList();
    CommandLine line = e.getCommandLine();
    if (!options.isEmpty()) {
      return List.of(
          "unknown option "
              + options.get(0)
              + OptionHints.meant(line.getCommandSpec(), e.getUnmatched(), options.get(0))
                  .map(hint -> ", did you mean " + hint + "?")
                  .orElse("."));
    }
    String argument = e.getUnmatched().get(0);
    if (!line.getSubcommands().isEmpty()) {
      return List.of(sentence(unknownCommand(line, argument)));
    }
    OptionSpec option = line.getCommandSpec().findOption("--data");
    boolean data = option != null && !option.hidden();
    return List.of(
        "unexpected argument "
            + argument
            + (data && new File(argument).exists()
                ? ", did you mean --data " + argument + "?"
                : "."));
  }

  /** Suggests the nearest command as it is typed, or lists all of them. */
  private static String unknownCommand(CommandLine line, String name) {
    String before = program(line.getCommandSpec()) + " ";
    return Suggest.nearest(name, line.getSubcommands().keySet())
        .map(near -> "there is no command '" + name + "', did you mean " + before + near + "?")
        .orElseGet(() -> Suggest.unknown("command", name, line.getSubcommands().keySet()));
  }

  /** Ends a message with a full stop, unless it ends with one or with a question mark. */
  private static String sentence(String message) {
    String first = message.strip();
    return first.endsWith(".") || first.endsWith("?") ? first : first + ".";
  }

  /** A command that is done, but whose results cannot be written to standard output. */
  public static int unprinted(Console console, IOException e) {
    console.error(
        List.of(sentence("the results cannot be printed: " + e.getMessage())), FAILURE, e);
    return FAILURE;
  }

  /** A command that stopped with an exception. */
  public static int failure(Console console, Throwable thrown) {
    Throwable cause = explained(unwrapped(thrown));
    if (cause instanceof LikenessException known) {
      console.error(List.of(sentence(String.valueOf(known.getMessage()))), known.exitCode(), cause);
      return known.exitCode();
    }
    console.error(List.of(unexpected(cause)), FAILURE, cause);
    return FAILURE;
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Throwable explained(Throwable cause) {
    return cause instanceof OutOfMemoryError
        ? RunException.outOfMemory("this command", "use a smaller batch or fewer workers", cause)
        : cause;
  }

  private static String unexpected(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    Matcher allocation = NO_MEMORY.matcher(message);
    if (allocation.find()) {
      return "there is no memory for a tensor of "
          + Readable.bytes((long) Double.parseDouble(allocation.group(1)))
          + ": use a smaller batch, smaller views or a smaller network.";
    }
    if (cause instanceof UnsatisfiedLinkError) {
      return "a native library cannot be loaded ("
          + message
          + "): './likeness doctor' says what is missing.";
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no file " + message + ".";
    }
    if (cause instanceof AccessDeniedException) {
      return "access to " + message + " is denied: check its permissions.";
    }
    if (message.contains("No space left on device")) {
      return "the disk is full (" + message + "): free some space and try again.";
    }
    return "unexpected "
        + cause.getClass().getSimpleName()
        + (cause.getMessage() == null ? "" : " (" + message + ")")
        + ": run again with --verbose for the stack trace.";
  }
}
