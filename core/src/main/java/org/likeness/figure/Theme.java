package org.likeness.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.util.List;
import java.util.Set;

/**
 * Colours, lines and fonts of all figures. Colours are those of Okabe and Ito, which colour-blind
 * people tell apart.
 */
final class Theme {
  static final Color BACKGROUND = new Color(0xFFFFFF);
  static final Color INK = new Color(0x222222);
  static final Color QUIET = new Color(0x6B6B6B);
  static final Color RULE = new Color(0xE3E3E3);
  static final Color RIGHT = new Color(0x0072B2);
  static final Color WRONG = new Color(0xB5B5B5);
  private static final List<Color> LINES =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));
  private static final float LINE_WIDTH = 2.2f;
  private static final float[][] DASHES = {{}, {8, 5}, {2, 4}, {10, 4, 2, 4}, {16, 6}, {4, 2}};
  static final float RIGHT_WIDTH = 4;
  static final float WRONG_WIDTH = 1.5f;

  private static final List<String> FAMILIES =
      List.of(
          "Inter",
          "Helvetica Neue",
          "Source Sans 3",
          "Source Sans Pro",
          "Open Sans",
          "Noto Sans",
          "Liberation Sans",
          "Arial");
  private static final String FAMILY = family();

  private Theme() {}

  private static String family() {
    Set<String> installed =
        Set.of(GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames());
    return FAMILIES.stream().filter(installed::contains).findFirst().orElse(Font.SANS_SERIF);
  }

  /** An SVG whose text has a font on machines without this one's too. */
  static String withFallback(String svg) {
    return svg.replace("\"'" + FAMILY + "'\"", "\"'" + FAMILY + "', sans-serif\"");
  }

  static Font font(int size) {
    return new Font(FAMILY, Font.PLAIN, size);
  }

  static Font bold(int size) {
    return new Font(FAMILY, Font.BOLD, size);
  }

  /** The colour of the line, bar or distribution of this number. */
  static Color line(int number) {
    return LINES.get(number % LINES.size());
  }

  /** The stroke of the line of this number, solid or dashed. */
  static BasicStroke stroke(int number) {
    float[] dash = DASHES[number % DASHES.length];
    return dash.length == 0
        ? new BasicStroke(LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
        : new BasicStroke(LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  static BasicStroke unbroken() {
    return new BasicStroke(RIGHT_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  }

  static BasicStroke broken() {
    return new BasicStroke(
        WRONG_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 4}, 0);
  }

  static void smooth(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }
}
