package org.likeness.collection;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.neighbours.Cosine;
import org.likeness.table.EmbeddingTable;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * The vectors of a collection with length 1, so that a dot product is their similarity. Small ones
 * are in memory; of larger ones, each tile is read from the table's mapped file when it is needed.
 * Thread-safe.
 */
public final class UnitRows implements AutoCloseable {
  /** Collections up to this size are in memory. */
  private static final long RESIDENT = 1L << 30;

  private static final int TILE = 4096;

  private final Source source;
  private final Optional<Tensor> mean;
  private final int size;
  private final int dimension;
  private final List<Tensor> owned = new ArrayList<>();
  private Optional<Tensor> memory = Optional.empty();

  /** Gives unit rows in the caller's scope. */
  private interface Source {
    Tensor rows(int from, int count);
  }

  private UnitRows(Source source, Optional<Tensor> mean, int size, int dimension) {
    this.source = source;
    this.mean = mean;
    this.size = size;
    this.dimension = dimension;
  }

  /**
   * The rows of a table; raw pixels after their mean is subtracted.
   *
   * @throws InputException if a number is not finite
   */
  public static UnitRows of(EmbeddingTable table) {
    return of(table, RESIDENT);
  }

  /** With another limit of what is held in memory, in bytes. */
  static UnitRows of(EmbeddingTable table, long resident) {
    Torch.require();
    requireFinite(table);
    boolean centred = table.info().features() == FeatureKind.PIXELS;
    return of(
        table,
        resident,
        centred ? Optional.of(Scope.outside(() -> mean(table))) : Optional.empty());
  }

  /**
   * The rows of another table, made comparable with these: from raw pixels, the mean of this
   * collection is subtracted.
   */
  public UnitRows like(EmbeddingTable other) {
    requireFinite(other);
    return of(other, RESIDENT, mean.map(own -> Scope.outside(own::clone)));
  }

  private static UnitRows of(EmbeddingTable table, long resident, Optional<Tensor> mean) {
    Source mapped = (from, count) -> unit(table.rows(from, count), mean);
    UnitRows rows = new UnitRows(mapped, mean, table.size(), table.dimension());
    mean.ifPresent(rows.owned::add);
    boolean fits = (long) table.size() * table.dimension() * Float.BYTES <= resident;
    return fits ? rows.inMemory() : rows;
  }

  /**
   * Rows in memory, which are copied.
   *
   * @param vectors {@code [n, d]}, of any length
   */
  public static UnitRows of(Tensor vectors) {
    requireNonNull(vectors, "vectors is null");
    Source given = (from, count) -> unit(vectors.narrow(0, from, count), Optional.empty());
    return new UnitRows(
            given,
            Optional.empty(),
            Math.toIntExact(vectors.size(0)),
            Math.toIntExact(vectors.size(1)))
        .inMemory();
  }

  /**
   * Some of these rows in memory, with what {@link #centre} subtracts; they are copied.
   *
   * @param numbers of the rows, row i of the result being that of {@code numbers[i]}
   */
  public UnitRows some(int[] numbers) {
    Source chosen = (from, count) -> rows(Arrays.copyOfRange(numbers, from, from + count));
    Optional<Tensor> own = mean.map(there -> Scope.outside(there::clone));
    UnitRows some = new UnitRows(chosen, own, numbers.length, dimension);
    own.ifPresent(some.owned::add);
    return some.inMemory();
  }

  private UnitRows inMemory() {
    Tensor all =
        Scope.outside(
            () -> {
              try (Scope scope = Scope.openNoGrad()) {
                return scope.keep(source.rows(0, size).contiguous());
              }
            });
    UnitRows rows =
        new UnitRows((from, count) -> all.narrow(0, from, count), mean, size, dimension);
    rows.memory = Optional.of(all);
    rows.owned.add(all);
    rows.owned.addAll(owned);
    return rows;
  }

  private static Tensor unit(Tensor rows, Optional<Tensor> mean) {
    return Cosine.unit(mean.isPresent() ? rows.sub(mean.get()) : rows);
  }

  private static Tensor mean(EmbeddingTable table) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor sum = torch.zeros(1, table.dimension());
      for (int from = 0; from < table.size(); from += TILE) {
        try (Scope tile = Scope.openNoGrad()) {
          Tensor rows = table.rows(from, Math.min(TILE, table.size() - from));
          sum.add_(rows.sum(new long[] {0}, true, new ScalarTypeOptional()));
        }
      }
      return scope.keep(sum.div(new Scalar(Math.max(1, table.size()))));
    }
  }

  private static void requireFinite(EmbeddingTable table) {
    for (int from = 0; from < table.size(); from += TILE) {
      try (Scope tile = Scope.openNoGrad()) {
        Tensor rows = table.rows(from, Math.min(TILE, table.size() - from));
        if (!Tensors.isFinite(rows.sum())) {
          throw new InputException(
              "the table of "
                  + table.info().data()
                  + " has vectors that are not finite, so nothing can be compared with them: the network diverged, embed the data with another encoder");
        }
      }
    }
  }

  /** Number of rows, n. */
  public int size() {
    return size;
  }

  /** Length of a row, d. */
  public int dimension() {
    return dimension;
  }

  /**
   * Consecutive rows, in the caller's scope; not to be changed.
   *
   * @return {@code [count, d]}
   */
  public Tensor rows(int from, int count) {
    Objects.checkFromIndexSize(from, count, size);
    return source.rows(from, count);
  }

  /**
   * Rows of any numbers, in the caller's scope.
   *
   * @return {@code [numbers.length, d]}
   */
  public Tensor rows(int[] numbers) {
    if (numbers.length == 0) {
      return torch.empty(0, dimension);
    }
    try (Scope scope = Scope.openNoGrad()) {
      if (memory.isPresent()) {
        long[] places = Arrays.stream(numbers).asLongStream().toArray();
        return scope.keep(memory.get().index_select(0, Tensors.of(places, places.length)));
      }
      Tensor all = torch.empty(numbers.length, dimension);
      for (int from = 0; from < numbers.length; ) {
        int count = 1; // rows that follow each other are read together
        while (count < TILE
            && from + count < numbers.length
            && numbers[from + count] == numbers[from] + count) {
          count++;
        }
        try (Scope run = Scope.openNoGrad()) {
          all.narrow(0, from, count).copy_(rows(numbers[from], count));
        }
        from += count;
      }
      return scope.keep(all);
    }
  }

  /**
   * Vectors of other images as they must be before they are compared with these rows: raw pixels
   * without the mean of the collection, others as they are.
   *
   * @param vectors {@code [m, d]}
   * @return {@code [m, d]} in the caller's scope
   */
  public Tensor centre(Tensor vectors) {
    return mean.isPresent() ? vectors.sub(mean.get()) : vectors;
  }

  /** Frees what is in memory. */
  @Override
  public void close() {
    owned.forEach(Tensor::close);
    owned.clear();
  }
}
