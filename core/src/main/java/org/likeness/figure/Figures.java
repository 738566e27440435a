package org.likeness.figure;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.torch.Torch;

/** Writes figures as PNG and as SVG, and puts several into one. */
public final class Figures {
  private static final String PNG = ".png";
  private static final String SVG = ".svg";

  private Figures() {}

  /**
   * Writes a figure as {@code STEM.png} and {@code STEM.svg}, with the folders that they need.
   *
   * @return both files, the PNG first
   * @throws RunException if it cannot be drawn or written
   */
  public static List<Path> write(Path stem, Figure figure) {
    Path png = withEnding(stem, PNG);
    Path svg = withEnding(stem, SVG);
    writePng(png, figure);
    try {
      AtomicFile.replace(svg, svg(figure));
    } catch (IOException e) {
      throw RunException.unwritable(svg, e);
    }
    return List.of(png, svg);
  }

  /**
   * Deletes both files of a figure where they exist.
   *
   * @throws RunException if one cannot be deleted
   */
  public static void delete(Path stem) {
    for (String ending : List.of(PNG, SVG)) {
      Path file = withEnding(stem, ending);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw RunException.unwritable(file, e);
      }
    }
  }

  /**
   * Writes a figure as PNG, with the folders that it needs.
   *
   * @throws RunException if it cannot be drawn or written
   */
  public static void writePng(Path file, Figure figure) {
    FigureImages.write(image(figure), file);
  }

  /**
   * Paints a figure to pixels.
   *
   * @throws RunException if Java cannot draw text on this machine
   */
  public static BufferedImage image(Figure figure) {
    return drawn(
        () -> {
          BufferedImage image =
              new BufferedImage(figure.width(), figure.height(), BufferedImage.TYPE_INT_RGB);
          Graphics2D graphics = image.createGraphics();
          paint(figure, graphics);
          graphics.dispose();
          return image;
        });
  }

  /**
   * The content of an SVG file: text is text, images are embedded as PNG.
   *
   * @throws RunException if Java cannot draw text on this machine
   */
  public static String svg(Figure figure) {
    return drawn(() -> Svg.of(figure));
  }

  /** Figures one below another, left-aligned. */
  public static Figure column(List<Figure> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("a column needs at least one figure");
    }
    return new Column(List.copyOf(figures));
  }

  private record Column(List<Figure> figures) implements Figure {
    @Override
    public int width() {
      return figures.stream().mapToInt(Figure::width).max().orElseThrow();
    }

    @Override
    public int height() {
      return figures.stream().mapToInt(Figure::height).sum();
    }

    @Override
    public void paint(Graphics2D graphics) {
      int y = 0;
      for (Figure figure : figures) {
        Graphics2D part = (Graphics2D) graphics.create();
        part.translate(0, y);
        figure.paint(part);
        part.dispose();
        y += figure.height();
      }
    }
  }

  /** Paints the ground, then the figure. */
  static void paint(Figure figure, Graphics2D graphics) {
    Theme.smooth(graphics);
    graphics.setColor(Theme.BACKGROUND);
    graphics.fillRect(0, 0, figure.width(), figure.height());
    figure.paint(graphics);
  }

  /**
   * Runs a drawing.
   *
   * @throws RunException if Java cannot draw text on this machine
   */
  static <T> T drawn(Supplier<T> drawing) {
    try {
      return drawing.get();
    } catch (LinkageError | InternalError e) {
      throw new RunException(
          "the figure cannot be drawn: "
              + Torch.firstLine(e)
              + " (drawing text in Java needs fontconfig, freetype and harfbuzz)",
          e);
    }
  }

  private static Path withEnding(Path stem, String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }
}
