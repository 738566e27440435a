package org.likeness.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Measures, shortens, breaks and draws text. */
final class Text {
  private Text() {}

  /** Of a font as it is drawn: with other hints, letters have other widths. */
  static FontMetrics metrics(Font font) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    Theme.smooth(graphics);
    return graphics.getFontMetrics(font);
  }

  static int width(String text, Font font) {
    return metrics(font).stringWidth(text);
  }

  /** Width of the widest, 0 if there are none. */
  static int widest(List<String> texts, Font font) {
    FontMetrics metrics = metrics(font);
    return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
  }

  /**
   * Draws a text.
   *
   * @param x left end
   * @param y base line
   */
  static void draw(Graphics2D graphics, String text, Font font, Color colour, double x, double y) {
    graphics.setFont(font);
    graphics.setColor(colour);
    graphics.drawString(text, (float) x, (float) y);
  }

  /** As {@link #draw}, with the middle of the text at x. */
  static void centred(
      Graphics2D graphics, String text, Font font, Color colour, double x, double y) {
    draw(graphics, text, font, colour, x - width(text, font) / 2.0, y);
  }

  /** As {@link #draw}, with the right end of the text at x. */
  static void right(Graphics2D graphics, String text, Font font, Color colour, double x, double y) {
    draw(graphics, text, font, colour, x - width(text, font), y);
  }

  /** The text, cut with an ellipsis if it is wider. */
  static String shortened(String text, Font font, int width) {
    FontMetrics metrics = metrics(font);
    if (metrics.stringWidth(text) <= width) {
      return text;
    }
    int length = text.length();
    int least = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1); // one character
    while (length > least && metrics.stringWidth(text.substring(0, length).strip() + "…") > width) {
      length = text.offsetByCodePoints(length, -1);
    }
    return text.substring(0, length).strip() + "…";
  }

  /** Breaks a text at spaces so that no line is wider, unless one word is. */
  static List<String> lines(String text, Font font, int width) {
    FontMetrics metrics = metrics(font);
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.isBlank() ? new String[0] : text.trim().split("\\s+")) {
      if (line.length() > 0 && metrics.stringWidth(line + " " + word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }
}
