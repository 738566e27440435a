package org.likeness.evaluate.svm;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Network;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.torch.Scope;

/**
 * The vectors of several layers of a network side by side, so that one pass over the images
 * computes all. A stage's map {@code [c, h, w]} is averaged to {@code [c, s, s]} with the largest s
 * for which {@code c * s * s} is at most the given number, and s at least 1. Without a network it
 * is the embedder itself.
 */
final class LayerEmbedder implements Embedder {
  static final String BACKBONE = "backbone";
  static final String EMBEDDING = "embedding";

  private static final long CHANNELS = 3;

  private final Embedder embedder;
  private final FeatureKind kind;
  private final Optional<Network> network;
  private final List<Layer> layers;

  private LayerEmbedder(Embedder embedder, FeatureKind kind, List<Layer> layers) {
    this.embedder = embedder;
    this.kind = kind;
    this.network = embedder.network();
    this.layers = List.copyOf(layers);
  }

  /**
   * The named layers of an embedder's network; a name that it does not have is left out.
   *
   * @param numbers maximum length of a stage's vector
   * @throws InputException if it has none of them
   */
  static LayerEmbedder of(Embedder embedder, List<String> names, int numbers) {
    if (embedder.network().isEmpty()) {
      String name = embedder.kind() == FeatureKind.HEAD ? EMBEDDING : embedder.kind().label();
      int width = embedder.dimension();
      return new LayerEmbedder(
          embedder, embedder.kind(), List.of(new Layer(name, Integer.toString(width), 0, width)));
    }
    Network network = embedder.network().get();
    List<Layer> found = new ArrayList<>();
    Map<String, long[]> shapes = shapes(network, embedder.preprocessing().size());
    int from = 0;
    for (String name : names) {
      Optional<Layer> layer = layer(name, network, shapes, numbers, from);
      layer.ifPresent(found::add);
      from += layer.map(Layer::width).orElse(0);
    }
    if (found.isEmpty()) {
      throw new InputException(
          "the network has none of the layers %s: it has %s, %s, %s"
              .formatted(
                  String.join(", ", names),
                  String.join(", ", shapes.keySet()),
                  BACKBONE,
                  EMBEDDING));
    }
    return new LayerEmbedder(embedder, embedder.kind(), found);
  }

  /** The features of the subject that a layer is. */
  static FeatureKind kind(String layer, FeatureKind subject) {
    return switch (layer) {
      case BACKBONE -> FeatureKind.BACKBONE;
      case EMBEDDING -> FeatureKind.HEAD;
      default -> subject;
    };
  }

  /** One of the layers alone, as the features that it is. */
  LayerEmbedder only(Layer layer) {
    return new LayerEmbedder(
        embedder,
        kind(layer.name(), kind),
        List.of(new Layer(layer.name(), layer.shape(), 0, layer.width())));
  }

  private static Optional<Layer> layer(
      String name, Network network, Map<String, long[]> shapes, int numbers, int from) {
    if (name.equals(BACKBONE) || name.equals(EMBEDDING)) {
      int width = name.equals(BACKBONE) ? network.featureSize() : network.embeddingSize();
      return Optional.of(new Layer(name, Integer.toString(width), from, width));
    }
    return Optional.ofNullable(shapes.get(name))
        .map(
            shape -> {
              int channels = Math.toIntExact(shape[1]);
              int side = side(channels, Math.toIntExact(Math.min(shape[2], shape[3])), numbers);
              String grid = "%d x %d x %d".formatted(side, side, channels);
              return new Layer(name, grid, from, channels * side * side);
            });
  }

  /** The side of the grid to which a map is averaged. */
  static int side(int channels, int side, int numbers) {
    return Math.max(1, Math.min(side, (int) Math.sqrt((double) numbers / channels)));
  }

  private static Map<String, long[]> shapes(Network network, int size) {
    boolean training = network.isTraining();
    network.train(false);
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, long[]> shapes = new LinkedHashMap<>();
      network
          .stages(torch.zeros(1, CHANNELS, size, size))
          .forEach((name, map) -> shapes.put(name, map.shape()));
      return shapes;
    } finally {
      network.train(training);
    }
  }

  List<Layer> layers() {
    return layers;
  }

  @Override
  public FeatureKind kind() {
    return kind;
  }

  @Override
  public Preprocessing preprocessing() {
    return embedder.preprocessing();
  }

  @Override
  public Optional<Network> network() {
    return network;
  }

  @Override
  public Tensor vectors(Tensor images) {
    if (network.isEmpty()) {
      return embedder.vectors(images);
    }
    boolean staged = layers.stream().anyMatch(LayerEmbedder::isStage);
    Map<String, Tensor> maps = staged ? network.get().stages(images) : Map.of();
    TensorVector parts = new TensorVector();
    for (Layer layer : layers) {
      parts.push_back(part(layer, network.get(), images, maps));
    }
    return torch.cat(parts, 1);
  }

  private static boolean isStage(Layer layer) {
    return !layer.name().equals(BACKBONE) && !layer.name().equals(EMBEDDING);
  }

  private static Tensor part(
      Layer layer, Network network, Tensor images, Map<String, Tensor> maps) {
    return switch (layer.name()) {
      case BACKBONE -> network.features(images);
      case EMBEDDING -> network.embedding(images);
      default -> {
        Tensor map = requireNonNull(maps.get(layer.name()), "a layer is a stage of the network");
        long side = Math.round(Math.sqrt((double) layer.width() / map.size(1)));
        yield torch.adaptive_avg_pool2d(map, side, side).flatten(1, -1);
      }
    };
  }

  @Override
  public int dimension() {
    Layer last = layers.get(layers.size() - 1);
    return last.from() + last.width();
  }
}
