package org.likeness.experiment;

import java.util.Collections;
import java.util.List;

/** Writes blocks as Markdown. */
final class MarkdownPage {
  private MarkdownPage() {}

  static String of(List<Block> blocks) {
    StringBuilder text = new StringBuilder();
    for (Block block : blocks) {
      text.append(text.isEmpty() ? "" : "\n").append(markdown(block));
    }
    return text.toString();
  }

  private static String markdown(Block block) {
    if (block instanceof Block.Heading heading) {
      return "#".repeat(heading.level()) + " " + escaped(heading.text()) + "\n";
    }
    if (block instanceof Block.Paragraph paragraph) {
      return escaped(paragraph.text()) + "\n";
    }
    if (block instanceof Block.Bullets bullets) {
      StringBuilder lines = new StringBuilder();
      bullets.items().forEach(item -> lines.append("- ").append(escaped(item)).append('\n'));
      return lines.toString();
    }
    if (block instanceof Block.Cells cells) {
      return table(cells.rows());
    }
    if (block instanceof Block.Code code) {
      return "```\n" + code.text() + "\n```\n";
    }
    if (block instanceof Block.Drawing drawing) {
      return "![" + escaped(drawing.title()) + "](" + drawing.file() + ")\n";
    }
    throw new IllegalStateException("unknown block " + block);
  }

  private static String table(List<List<String>> rows) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      lines.append(line(rows.get(i)));
      if (i == 0) {
        lines.append(line(Collections.nCopies(rows.get(0).size(), "---")));
      }
    }
    return lines.toString();
  }

  private static String line(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    cells.forEach(
        cell ->
            line.append(' ')
                .append(cell.equals("---") ? cell : escaped(cell))
                .append(cell.isEmpty() ? "|" : " |"));
    return line.append('\n').toString();
  }

  /** Text without a meaning in Markdown. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }
}
