package org.likeness.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.io.CsvRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labels of images in tar files, from a CSV with a row for each. Images without a row stay in the
 * data set, without a label.
 */
final class ShardLabels {
  private static final Logger log = LoggerFactory.getLogger(ShardLabels.class);

  private final CsvTable table;
  private final List<TarEntry> images;
  private final DataOptions options;
  private final List<Integer> keys;

  ShardLabels(CsvTable table, List<TarEntry> images, DataOptions options) {
    this.table = table;
    this.images = images;
    this.options = options;
    this.keys = keys();
  }

  Dataset open(String name, Path base) {
    CsvLabels labels = new CsvLabels(table, keys, options);
    Map<String, CsvRow> rows = rows();
    List<Candidate> candidates = new ArrayList<>(images.size());
    int described = 0;
    for (TarEntry image : images) {
      Optional<CsvRow> row = Optional.ofNullable(rows.get(image.id()));
      described += row.isPresent() ? 1 : 0;
      Candidate plain = Candidate.file(image.id(), image.length(), -1, Optional.empty()).in(image);
      candidates.add(
          row.map(r -> labels.describe(r, image.id(), image.tar(), image.offset(), image.length()))
              .orElse(plain));
    }
    if (described == 0) {
      throw new InputException(
          "no row of "
              + table.file()
              + " matches an image of the tar files: its rows name images such as "
              + rows.keySet().stream().findFirst().orElse("none")
              + ", the tar files hold "
              + images.get(0).id());
    }
    if (described < images.size() || described < rows.size()) {
      log.warn(
          "{}: {} of {} images have a row, {} rows have an image",
          table.file(),
          described,
          images.size(),
          described);
    }
    return HeaderScan.open(name, base, candidates, labels.classNames(), options);
  }

  /** By the id that a row is about. */
  private Map<String, CsvRow> rows() {
    Map<String, CsvRow> rows = new HashMap<>();
    for (CsvRow row : table.rows()) {
      String last = CsvLabels.required(table, row, keys.get(keys.size() - 1));
      String id =
          keys.size() == 1
              ? last
              : withoutEnding(CsvLabels.required(table, row, keys.get(0))) + "/" + last;
      CsvRow earlier = rows.putIfAbsent(id, row);
      if (earlier != null) {
        throw new InputException(
            table.place(row, keys.get(0))
                + id
                + " is defined twice, first in line "
                + earlier.line()
                + ": keep one row per image");
      }
    }
    return rows;
  }

  /** The columns shard and file, or the column id alone. */
  private List<Integer> keys() {
    if (options.shard().isEmpty() && options.file().isEmpty() && table.find("id").isPresent()) {
      return List.of(table.find("id").orElseThrow());
    }
    int file =
        table
            .choose("file", options.file(), "file", "path", "name")
            .orElseThrow(() -> noColumn("file"));
    int shard =
        table
            .choose("shard", options.shard(), "shard")
            .or(this::byValue)
            .orElseThrow(() -> noColumn("shard"));
    return List.of(shard, file);
  }

  /** The first column in which every value is the name of a tar. */
  private Optional<Integer> byValue() {
    Set<String> shards = images.stream().map(TarEntry::shard).collect(Collectors.toSet());
    for (int i = 0; i < table.columns().size(); i++) {
      int column = i;
      if (table.rows().stream()
          .allMatch(row -> shards.contains(withoutEnding(row.values().get(column))))) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  private InputException noColumn(String what) {
    return new InputException(
        table.file()
            + " has no column with the "
            + what
            + " of an image: set "
            + what
            + " to one of "
            + String.join(", ", table.columns()));
  }

  private static String withoutEnding(String shard) {
    return shard.endsWith(".tar") ? shard.substring(0, shard.length() - ".tar".length()) : shard;
  }
}
