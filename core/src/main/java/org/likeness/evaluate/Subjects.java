package org.likeness.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;

/** The subjects of one network, one for each kind of features; see {@link Suite#subjects}. */
public final class Subjects implements AutoCloseable {
  private final Function<FeatureKind, Embedder> embedders;
  private final Function<Embedder, Subject> open;
  private final Map<Embedder, Subject> opened = new LinkedHashMap<>();

  Subjects(Function<FeatureKind, Embedder> embedders, Function<Embedder, Subject> open) {
    this.embedders = embedders;
    this.open = open;
  }

  /** The subject with features of this kind. */
  public Subject of(FeatureKind kind) {
    return opened.computeIfAbsent(embedders.apply(kind), open);
  }

  /** Frees all vectors. */
  @Override
  public void close() {
    opened.values().forEach(Subject::close);
    opened.clear();
  }
}
