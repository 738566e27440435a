package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.PartVectors;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Vectors;
import org.likeness.memory.MemoryBank;
import org.likeness.method.Method;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.train.KeptNetwork;

/**
 * The vectors of a network, and the memory bank of its checkpoint. A row of the bank that has its
 * first values is left out: its image was not learned from, since it cannot be decoded or training
 * was stopped before it.
 *
 * @param embedded where the vectors of images come from
 * @param network the network
 * @param encoderHash its hash
 * @param parts the images that are measured
 * @param own whether they are those of the run
 */
record RunVectors(
    PartVectors embedded, RunNetwork network, String encoderHash, DataParts parts, boolean own)
    implements PartVectors {
  private static final String INSTEAD = ", or use --bank features";

  RunVectors {
    requireNonNull(embedded, "embedded is null");
    requireNonNull(network, "network is null");
    requireNonNull(encoderHash, "encoderHash is null");
    requireNonNull(parts, "parts is null");
  }

  @Override
  public Vectors of(
      Embedder embedder, Dataset images, LoaderOptions loading, FeatureProgress progress) {
    return embedded.of(embedder, images, loading, progress);
  }

  @Override
  public Vectors memory(Embedder embedder, Dataset images) {
    requireMemory();
    KeptNetwork kept = network.checkpoint();
    Method method = network.method(kept);
    MemoryBank bank =
        method
            .memory()
            .orElseThrow(
                () ->
                    new InputException(
                        "the method of this run keeps no memory bank: choose a run of instdisc"
                            + INSTEAD));
    requireHead(embedder.kind());
    requireSame(kept, method);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor first = bank.tensor().clone();
      kept.restoreMemory(method);
      long[] changed =
          Tensors.longs(bank.tensor().ne(first).any(1, false).to(ScalarType.Long)); // [n]
      Map<String, Integer> rows = new HashMap<>();
      IntStream.range(0, changed.length)
          .filter(row -> changed[row] == 1)
          .forEach(row -> rows.put(parts.train().info(row).id(), row));
      int[] there =
          IntStream.range(0, images.size())
              .filter(i -> rows.containsKey(images.info(i).id()))
              .toArray();
      if (there.length == 0) {
        throw new InputException(
            "the memory bank has no row of the images that are searched, since none of them was learned from: use --bank features");
      }
      long[] places = IntStream.of(there).mapToLong(i -> rows.get(images.info(i).id())).toArray();
      Tensor known =
          bank.tensor().index_select(0, Tensors.of(places, places.length)).to(ScalarType.Float);
      return new Vectors(scope.keep(known), there, List.of());
    }
  }

  private void requireMemory() {
    if (network.run().isEmpty()) {
      throw new InputException("the file of an encoder has no memory bank: name its run" + INSTEAD);
    }
    if (network.name().equals(NetworkName.UNTRAINED)) {
      throw new InputException(
          "the untrained network has no memory bank, since it has seen no image: choose another network of the run"
              + INSTEAD);
    }
    if (!own) {
      throw new InputException(
          "the memory bank has rows of the images that the run learned from and of no others: leave out --data"
              + INSTEAD);
    }
  }

  private static void requireHead(FeatureKind kind) {
    if (kind != FeatureKind.HEAD) {
      throw new InputException(
          "the memory bank has head features and cannot be compared with %s: use --features head%s"
              .formatted(kind.phrase(), INSTEAD));
    }
  }

  /** The checkpoint must be that of the network, and of these training images. */
  private void requireSame(KeptNetwork kept, Method method) {
    if (kept.images() != parts.train().size() || !kept.restore(method).hash().equals(encoderHash)) {
      throw new InputException(
          "the checkpoint of epoch %s is not that of the network that is measured, so its memory bank is another: choose RUN@last%s"
              .formatted(kept.epoch(), INSTEAD));
    }
  }
}
