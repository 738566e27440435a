package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.cli.command.SearchCommand.Answer;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.figure.Figures;
import org.likeness.figure.Mark;
import org.likeness.figure.NamedImages;
import org.likeness.figure.QuerySheet;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.search.Hit;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexedTable;
import org.likeness.search.TableImages;

/** A sheet of pictures: each query on the left, what was found on its right. */
final class SearchSheet {
  /** Pictures are drawn small: large JPEG files need not be decoded whole. */
  private static final int LEAST_SIDE = 256;

  private SearchSheet() {}

  /**
   * The tables with the places of their images: those that were given, else where they were.
   *
   * @param given {@code DIR} for an index of one table, or {@code TABLE=DIR}
   * @throws InputException if there is no such table, no table is named of several, or one is named
   *     twice
   */
  static List<IndexedTable> placed(List<IndexedTable> tables, List<String> given) {
    Map<String, String> places = new HashMap<>();
    for (String place : given) {
      Optional<IndexedTable> named =
          tables.stream().filter(table -> place.startsWith(table.name() + "=")).findFirst();
      if (named.isEmpty() && tables.size() != 1) {
        throw new InputException(
            "the index has the tables %s: say whose images are in %s, as in --data %s=DIR"
                .formatted(
                    String.join(", ", tables.stream().map(IndexedTable::name).toList()),
                    place,
                    tables.isEmpty() ? "TABLE" : tables.get(0).name()));
      }
      String table = named.orElseGet(() -> tables.get(0)).name();
      String folder = named.isEmpty() ? place : place.substring(table.length() + 1);
      if (folder.isEmpty()) {
        throw new InputException("--data %s needs a folder, as in %sDIR".formatted(place, place));
      }
      if (places.put(table, folder) != null) {
        throw new InputException("--data names the images of the table %s twice".formatted(table));
      }
    }
    return tables.stream()
        .map(table -> table.withData(places.getOrDefault(table.name(), table.data())))
        .toList();
  }

  /**
   * Draws a sheet.
   *
   * @param tables with the places of their images
   * @param hint what may be done about a picture that is missing, behind its sentence; or empty
   */
  static void write(Path file, List<IndexedTable> tables, String hint, List<Answer> answers)
      throws IOException {
    try (TableImages images = new TableImages(tables)) {
      Named named = new Named(images, hint);
      QuerySheet sheet = new QuerySheet(named);
      for (Answer answer : answers) {
        List<QuerySheet.Neighbour> neighbours = new ArrayList<>();
        for (Hit hit : answer.hits()) {
          Mark mark = mark(answer.row(), hit.row());
          neighbours.add(
              new QuerySheet.Neighbour(
                  named.of(hit.row()),
                  hit.similarity(),
                  mark,
                  CollectionCommand.fileName(hit.row().id())));
        }
        String query = answer.row().map(named::of).orElseGet(() -> named.of(answer.file()));
        String label = answer.row().flatMap(IndexRow::label).map(name -> name + "\n").orElse("");
        sheet.add(
            query,
            label + CollectionCommand.fileName(answer.name()),
            List.of(new QuerySheet.Row("", neighbours)));
      }
      Figures.writePng(file, sheet.draw("", ""));
    }
  }

  /** Where both have a label, whether it is the same. */
  private static Mark mark(Optional<IndexRow> query, IndexRow found) {
    Optional<String> label = query.flatMap(IndexRow::label);
    if (label.isEmpty() || found.label().isEmpty()) {
      return Mark.NONE;
    }
    return label.equals(found.label()) ? Mark.RIGHT : Mark.WRONG;
  }

  /** Rows and files under names of their own. */
  private static final class Named implements NamedImages {
    private final TableImages images;
    private final String hint;
    private final Map<String, IndexRow> rows = new HashMap<>();
    private final Map<String, Path> files = new HashMap<>();

    Named(TableImages images, String hint) {
      this.images = images;
      this.hint = hint;
    }

    String of(IndexRow row) {
      String name = "row " + row.number();
      rows.put(name, row);
      return name;
    }

    String of(Optional<Path> file) {
      String name = "file " + files.size();
      files.put(name, file.orElseThrow());
      return name;
    }

    @Override
    public Image image(String id) {
      IndexRow row = rows.get(id);
      if (row != null) {
        return load(row);
      }
      Path file = files.get(id);
      if (file == null) {
        throw new InputException("there is no image " + id);
      }
      try {
        return ImageDecoder.decode(Files.readAllBytes(file), file.toString(), LEAST_SIDE);
      } catch (IOException e) {
        throw InputFile.unreadable(file, e);
      }
    }

    private Image load(IndexRow row) {
      try {
        return images.load(row, LEAST_SIDE);
      } catch (InputException e) {
        throw hint.isEmpty() || images.file(row).isPresent()
            ? e
            : new InputException(e.getMessage() + hint, e);
      }
    }
  }
}
