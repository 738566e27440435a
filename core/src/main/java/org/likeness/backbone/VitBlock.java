package org.likeness.backbone;

import java.util.Optional;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.random.RandomStream;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Tensors;

/**
 * A block of a vision transformer: {@code x += attention(norm1(x)); x += mlp(norm2(x))}, with
 * timm's names. B images, N tokens, width D.
 */
final class VitBlock extends Module {
  private static final int EXPANSION = 4;

  private final LayerNormImpl norm1;
  private final LinearImpl qkv;
  private final LinearImpl projection;
  private final LayerNormImpl norm2;
  private final LinearImpl fc1;
  private final LinearImpl fc2;
  private final int heads;
  private final double dropPath;

  /** Only held, as the groups of {@link ResNet} are. */
  private final Module attention;

  private final Module mlp;

  /**
   * A block with libtorch's values.
   *
   * @param dropPath probability with which a branch is left out for an image
   */
  VitBlock(int width, int heads, double dropPath) {
    super("Block");
    this.heads = heads;
    this.dropPath = dropPath;
    norm1 = register_module("norm1", Layers.layerNorm(width));
    attention = register_module("attn", new Module("Attention"));
    qkv = attention.register_module("qkv", new LinearImpl(width, 3L * width));
    projection = attention.register_module("proj", new LinearImpl(width, width));
    norm2 = register_module("norm2", Layers.layerNorm(width));
    mlp = register_module("mlp", new Module("Mlp"));
    fc1 = mlp.register_module("fc1", new LinearImpl(width, (long) EXPANSION * width));
    fc2 = mlp.register_module("fc2", new LinearImpl((long) EXPANSION * width, width));
  }

  /**
   * The block's output.
   *
   * @param x {@code [B, N, D]}
   * @param random draws which branches are left out; empty to leave out none
   */
  Tensor forward(Tensor x, Optional<RandomStream> random) {
    Tensor[] qkv = queriesKeysValues(x);
    // On CPUs, libtorch's attention takes ten times as long in bfloat16 as the products themselves.
    Tensor mixed = // [B, h, N, D/h]
        Tensors.type(qkv[0]) == ScalarType.BFloat16 && !x.is_cuda()
            ? weights(qkv[0], qkv[1]).matmul(qkv[2])
            : torch.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);
    Tensor joined = mixed.transpose(1, 2).flatten(2, -1); // [B, N, D]
    Tensor y = x.add(kept(projection.forward(joined), random));
    return y.add(kept(fc2.forward(torch.gelu(fc1.forward(norm2.forward(y)))), random));
  }

  /** How much each token looks at each: {@code [B, heads, N, N]}, rows add up to 1. */
  Tensor attention(Tensor x) {
    Tensor[] qkv = queriesKeysValues(x);
    return weights(qkv[0], qkv[1]);
  }

  private static Tensor weights(Tensor queries, Tensor keys) {
    double scale = 1 / Math.sqrt((double) queries.size(3));
    return queries.mul(new Scalar(scale)).matmul(keys.transpose(2, 3)).softmax(-1);
  }

  /** Three of {@code [B, heads, N, D / heads]}. */
  private Tensor[] queriesKeysValues(Tensor x) {
    Tensor all = qkv.forward(norm1.forward(x)); // [B, N, 3 D]
    Tensor split =
        all.reshape(x.size(0), x.size(1), 3, heads, x.size(2) / heads).permute(2, 0, 3, 1, 4);
    return new Tensor[] {split.select(0, 0), split.select(0, 1), split.select(0, 2)};
  }

  /**
   * Zero for a share of the images, and larger for the others so that the mean stays (Huang et al.,
   * <i>Deep Networks with Stochastic Depth</i>, ECCV 2016; by image, as in timm).
   */
  private Tensor kept(Tensor branch, Optional<RandomStream> random) {
    if (random.isEmpty() || dropPath == 0) {
      return branch;
    }
    float[] factors = new float[Math.toIntExact(branch.size(0))];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = random.get().uniform(0, 1) < dropPath ? 0 : (float) (1 / (1 - dropPath));
    }
    return branch.mul(ComputeDevice.beside(branch, Tensors.of(factors, factors.length, 1, 1)));
  }
}
