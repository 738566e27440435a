package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.likeness.augment.Preprocessing;
import org.likeness.features.FeatureKind;

/**
 * What an index says about itself.
 *
 * @param encoderHash hash of the encoder of all its rows
 * @param features kind of their features
 * @param preprocessing of their images
 * @param dimension values in a vector
 * @param half exact search keeps two bytes a value in memory instead of four
 * @param mode how it answers, where a query does not ask for exact answers
 * @param measured latencies and recall when it was built
 * @param tables whose rows it has
 * @param encoder where the encoder was found when the index was written; empty if it was not
 */
public record IndexInfo(
    String encoderHash,
    FeatureKind features,
    Preprocessing preprocessing,
    int dimension,
    boolean half,
    IndexMode mode,
    Measured measured,
    List<IndexedTable> tables,
    Optional<String> encoder) {
  public IndexInfo {
    requireNonNull(encoderHash, "encoderHash is null");
    requireNonNull(features, "features is null");
    requireNonNull(preprocessing, "preprocessing is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(measured, "measured is null");
    requireNonNull(encoder, "encoder is null");
    tables = List.copyOf(tables);
  }

  /** Number of rows. */
  public int rows() {
    return tables.stream().mapToInt(IndexedTable::rows).sum();
  }

  /** The table of a name. */
  public Optional<IndexedTable> table(String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  IndexInfo withMeasured(IndexMode newMode, Measured newMeasured) {
    return new IndexInfo(
        encoderHash,
        features,
        preprocessing,
        dimension,
        half,
        newMode,
        newMeasured,
        tables,
        encoder);
  }

  IndexInfo withTables(List<IndexedTable> newTables, Optional<String> newEncoder) {
    return new IndexInfo(
        encoderHash,
        features,
        preprocessing,
        dimension,
        half,
        mode,
        measured,
        newTables,
        newEncoder);
  }
}
