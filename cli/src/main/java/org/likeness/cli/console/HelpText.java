package org.likeness.cli.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Picocli's help with two changes: {@code --data DIR} instead of {@code --data=DIR} (both are
 * accepted), and lines that break between words only; picocli also breaks them after a full stop or
 * a hyphen within text that users copy.
 */
public final class HelpText extends Help {
  /** The column of descriptions, after those of names. */
  private static final int DESCRIPTIONS = 4;

  private static final String CONTINUED = " \\";
  private static final String INDENT = "      ";

  /** An example, two spaces or more, a remark. */
  private static final Pattern REMARK = Pattern.compile("( *\\S.*?)( {2,})(\\S.*)");

  public HelpText(CommandSpec spec, ColorScheme scheme) {
    super(spec, scheme);
  }

  /** The description of a command, each paragraph wrapped to the width. */
  public static String description(Help help) {
    return lines(
        Arrays.stream(help.commandSpec().usageMessage().description())
            .flatMap(text -> Table.wrap(text, width(help)).stream())
            .toList());
  }

  /**
   * Examples; one that is too long continues on the next line after a backslash. Remarks after them
   * move to the left, all as far as the longest needs.
   */
  public static String footer(Help help) {
    String[] examples = help.commandSpec().usageMessage().footer();
    int over =
        Arrays.stream(examples)
            .filter(example -> REMARK.matcher(example).matches())
            .mapToInt(example -> example.length() - width(help))
            .max()
            .orElse(0);
    List<String> all = new ArrayList<>();
    for (String example : examples) {
      Matcher remark = REMARK.matcher(example);
      if (remark.matches()) {
        int gap = remark.group(2).length() - Math.max(0, over);
        all.add(remark.group(1) + " ".repeat(Math.max(2, gap)) + remark.group(3));
      } else {
        all.addAll(broken(example, width(help)));
      }
    }
    return lines(all);
  }

  private static List<String> broken(String example, int width) {
    if (example.length() <= width) {
      return List.of(example);
    }
    List<String> parts = Table.wrap(example, width - INDENT.length() - CONTINUED.length());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      lines.add((i == 0 ? "  " : INDENT) + parts.get(i) + (i < parts.size() - 1 ? CONTINUED : ""));
    }
    return lines;
  }

  private static int width(Help help) {
    return help.commandSpec().usageMessage().width();
  }

  private static String lines(List<String> lines) {
    return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
  }

  @Override
  public Layout createDefaultLayout(
      List<OptionSpec> options, List<PositionalParamSpec> positionals, ColorScheme scheme) {
    Layout usual = super.createDefaultLayout(options, positionals, scheme);
    Column column = usual.textTable().columns()[DESCRIPTIONS];
    int room = column.width - column.indent - usual.textTable().indentWrappedLines;
    return new Layout(
        scheme,
        usual.textTable(),
        (option, labels, colours) ->
            wrapped(usual.optionRenderer().render(option, labels, colours), colours.ansi(), room),
        (parameter, labels, colours) ->
            wrapped(
                usual.parameterRenderer().render(parameter, labels, colours),
                colours.ansi(),
                room));
  }

  /** The same rows, each description wrapped to the width of its column. */
  private static Ansi.Text[][] wrapped(Ansi.Text[][] rows, Ansi ansi, int room) {
    List<Ansi.Text[]> all = new ArrayList<>();
    for (Ansi.Text[] row : rows) {
      List<String> lines = Table.wrap(row[DESCRIPTIONS].plainString(), room);
      for (int i = 0; i < lines.size(); i++) {
        Ansi.Text[] part = new Ansi.Text[row.length];
        for (int c = 0; c < row.length; c++) {
          part[c] = i == 0 ? row[c] : ansi.text("");
        }
        part[DESCRIPTIONS] = ansi.text(lines.get(i));
        all.add(part);
      }
    }
    return all.toArray(Ansi.Text[][]::new);
  }

  @Override
  public IParamLabelRenderer parameterLabelRenderer() {
    IParamLabelRenderer usual = super.parameterLabelRenderer();
    return new IParamLabelRenderer() {
      @Override
      public Ansi.Text renderParameterLabel(ArgSpec arg, Ansi ansi, List<Ansi.IStyle> styles) {
        Ansi.Text label = usual.renderParameterLabel(arg, ansi, styles);
        String optional = "[" + usual.separator();
        if (label.plainString().startsWith(optional)) {
          return ansi.text(" [").concat(label.substring(optional.length()));
        }
        boolean separated = label.plainString().startsWith(usual.separator());
        return separated
            ? ansi.text(" ").concat(label.substring(usual.separator().length()))
            : label;
      }

      @Override
      public String separator() {
        return " ";
      }
    };
  }
}
