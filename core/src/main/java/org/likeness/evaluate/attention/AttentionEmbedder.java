package org.likeness.evaluate.attention;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.Backbone;
import org.likeness.encoder.Network;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * What [CLS] attends to in the last block of a vision transformer, as the vector of an image: for
 * each head in turn its attention to itself, then to each patch, row by row.
 */
final class AttentionEmbedder implements Embedder {
  private final Embedder embedder;
  private final Backbone backbone;
  private final int heads;
  private final int tokens;

  private AttentionEmbedder(Embedder embedder, Backbone backbone, int heads, int tokens) {
    this.embedder = embedder;
    this.backbone = backbone;
    this.heads = heads;
    this.tokens = tokens;
  }

  /**
   * The attention of an embedder's network.
   *
   * @throws InputException if it has none
   */
  static AttentionEmbedder of(Embedder embedder) {
    Backbone backbone = backbone(embedder);
    int side = embedder.preprocessing().size();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor black = torch.zeros(1L, backbone.inputChannels(), side, side);
      long[] shape = // [1, heads, tokens, tokens]
          Tensors.shape(backbone.lastAttention(black).orElseThrow(AttentionEmbedder::refused));
      return new AttentionEmbedder(
          embedder, backbone, Math.toIntExact(shape[1]), Math.toIntExact(shape[2]));
    }
  }

  private static Backbone backbone(Embedder embedder) {
    Network network = embedder.network().orElseThrow(AttentionEmbedder::refused);
    if (network instanceof SingleNetwork single) {
      return single.backbone();
    }
    throw refused();
  }

  private static InputException refused() {
    return new InputException(
        "attention is drawn for vision transformers only: train one with --set backbone.name=vit-tiny, and --set backbone.vit.patch=4 for images of 32 pixels");
  }

  int heads() {
    return heads;
  }

  /** Tokens of an image, [CLS] included. */
  int tokens() {
    return tokens;
  }

  @Override
  public FeatureKind kind() {
    return embedder.kind();
  }

  @Override
  public Preprocessing preprocessing() {
    return embedder.preprocessing();
  }

  @Override
  public Optional<Network> network() {
    return embedder.network();
  }

  @Override
  public Tensor vectors(Tensor images) {
    Tensor all = backbone.lastAttention(images).orElseThrow(); // [B, heads, tokens, tokens]
    return all.select(2, 0).flatten(1, 2); // [B, heads * tokens]
  }

  @Override
  public int dimension() {
    return heads * tokens;
  }
}
