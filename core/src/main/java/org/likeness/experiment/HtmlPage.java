package org.likeness.experiment;

import java.util.List;

/** Writes blocks as one HTML file that needs no other. */
final class HtmlPage {
  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
      table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
      th, td { padding: .35rem .8rem; border-bottom: 1px solid #e3e3e3; text-align: right; white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      pre { background: #f5f5f5; padding: .8rem; overflow-x: auto; }
      svg { max-width: 100%; height: auto; }
      """;

  private HtmlPage() {}

  static String of(String title, List<Block> blocks) {
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n");
    blocks.forEach(block -> html.append(html(block)).append('\n'));
    return html.append("</body>\n</html>\n").toString();
  }

  private static String html(Block block) {
    if (block instanceof Block.Heading heading) {
      return element("h" + heading.level(), escaped(heading.text()));
    }
    if (block instanceof Block.Paragraph paragraph) {
      return element("p", escaped(paragraph.text()));
    }
    if (block instanceof Block.Bullets bullets) {
      StringBuilder items = new StringBuilder("\n");
      bullets.items().forEach(item -> items.append(element("li", escaped(item))).append('\n'));
      return element("ul", items.toString());
    }
    if (block instanceof Block.Cells cells) {
      return table(cells.rows());
    }
    if (block instanceof Block.Code code) {
      return element("pre", escaped(code.text()));
    }
    if (block instanceof Block.Drawing drawing) {
      return "<figure role=\"img\" aria-label=\""
          + escaped(drawing.title())
          + "\">"
          + drawing
              .svg()
              .replaceFirst("^<\\?xml[^>]*>\\s*", "")
              .replaceFirst("^<!DOCTYPE[^>]*>\\s*", "")
          + "</figure>";
    }
    throw new IllegalStateException("unknown block " + block);
  }

  private static String table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n");
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder();
      String cell = i == 0 ? "th" : "td";
      rows.get(i).forEach(text -> line.append(element(cell, escaped(text))));
      table.append(element("tr", line.toString())).append('\n');
    }
    return table.append("</table>").toString();
  }

  private static String element(String name, String content) {
    return "<" + name + ">" + content + "</" + name + ">";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
