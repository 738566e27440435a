package org.likeness.experiment;

import java.util.List;

/** A part of a page, the same in Markdown and HTML; texts are plain. */
sealed interface Block {
  /** A heading; level 1 is the page's title. */
  record Heading(int level, String text) implements Block {}

  /** A paragraph. */
  record Paragraph(String text) implements Block {}

  /** A list of sentences. */
  record Bullets(List<String> items) implements Block {
    public Bullets {
      items = List.copyOf(items);
    }
  }

  /** A table: the heading first; every row has as many cells. */
  record Cells(List<List<String>> rows) implements Block {
    public Cells {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** A command to type. */
  record Code(String text) implements Block {}

  /**
   * A figure.
   *
   * @param file below the folder of the page, with {@code /} between its parts
   * @param svg its drawing
   * @param title what it shows
   */
  record Drawing(String file, String svg, String title) implements Block {}
}
