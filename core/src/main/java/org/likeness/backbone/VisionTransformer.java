package org.likeness.backbone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.nn.InitialValues;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * Vision transformers (Dosovitskiy et al., <i>An Image is Worth 16x16 Words</i>, ICLR 2021) with
 * timm's names, so that weights can be exchanged with timm and with DINO: norms before each branch
 * with eps 1e-6, GELU, a [CLS] token. Features are the normalised [CLS] token.
 *
 * <table>
 * <caption>Stages: maps of tokens without [CLS], all of one size</caption>
 * <tr><th>stage</th><th>layers</th><th>of 12 blocks</th></tr>
 * <tr><td>conv1</td><td>projection of patches, positions</td><td>before the first</td></tr>
 * <tr><td>conv2 to conv4</td><td>[CLS], then a quarter of the blocks each</td><td>after the 3rd, 6th, 9th</td></tr>
 * <tr><td>conv5</td><td>the last quarter and the norm</td><td>after the 12th</td></tr>
 * </table>
 *
 * <p>Initial values: normal with standard deviation 0.02 and biases of 0, the projection uniform in
 * {@code +-1/sqrt(inputs)} (DINO); with {@link VitOptions.Positions#SINCOS} uniform by Glorot, and
 * a [CLS] token of 1e-6 (MoCo v3).
 */
final class VisionTransformer extends StagedBackbone {
  private static final int QUARTERS = 4;
  private static final double STD = 0.02;
  private static final double SMALL_STD = 1e-6;
  private static final String POSITIONS = "pos_embed";
  private static final String PROJECTION = "patch_embed.";

  private final VitLayout layout;
  private final Conv2dImpl projection;
  private final Tensor classToken; // [1, 1, D]
  private final Tensor positions; // [1, 1 + n, D]
  private final List<VitBlock> blocks = new ArrayList<>();
  private final LayerNormImpl norm;

  /** Only held, as the groups of {@link ResNet} are. */
  private final Module patches;

  private final Module chain;
  private Optional<RandomStream> next = Optional.empty();

  VisionTransformer(BackboneOptions options, int inputChannels, RandomStream random) {
    super(options.name(), inputChannels);
    layout = VitLayout.of(options);
    int width = layout.width();
    // Their own handles: those that registering gives point into a list that grows.
    classToken = torch.zeros(1, 1, width);
    register_parameter("cls_token", classToken);
    boolean fixed = layout.positions() == VitOptions.Positions.SINCOS;
    long tokens = 1 + (long) layout.grid() * layout.grid();
    positions = fixed ? TokenPositions.sincos(layout.grid(), width) : torch.zeros(1, tokens, width);
    if (fixed) {
      register_buffer(POSITIONS, positions);
    } else {
      register_parameter(POSITIONS, positions);
    }
    patches = register_module("patch_embed", new Module("PatchEmbed"));
    projection =
        patches.register_module(
            "proj", Layers.conv(inputChannels, width, layout.patch(), layout.patch(), 0, true));
    chain = register_module("blocks", new Module("Blocks"));
    for (int i = 0; i < layout.depth(); i++) {
      double share = layout.dropPath() * i / Math.max(1, layout.depth() - 1);
      VitBlock block = new VitBlock(width, layout.heads(), share);
      blocks.add(chain.register_module(Integer.toString(i), block));
    }
    norm = register_module("norm", Layers.layerNorm(width));
    fill(fixed, random);
  }

  private void fill(boolean glorot, RandomStream random) {
    Map<String, Tensor> matrices = new LinkedHashMap<>();
    Tensors.named(this)
        .forEach(
            (name, tensor) -> {
              if (tensor.dim() == 2) {
                matrices.put(name, tensor);
              } else if (tensor.dim() == 1 && name.endsWith(".bias")) {
                zero(tensor);
              }
            });
    long inputs = projection.weight().numel() / layout.width();
    double bound = glorot ? glorot(inputs, layout.width()) : 1 / Math.sqrt((double) inputs);
    InitialValues.uniform(projection.weight(), bound, random);
    InitialValues.normal(classToken, glorot ? SMALL_STD : STD, random);
    if (glorot) {
      // Queries, keys and values are three matrices of one input and output width each.
      matrices.forEach(
          (name, tensor) ->
              InitialValues.uniform(
                  tensor,
                  glorot(
                      tensor.size(1),
                      name.endsWith("qkv.weight") ? layout.width() : tensor.size(0)),
                  random));
    } else {
      InitialValues.uniform(projection.bias(), bound, random);
      InitialValues.normal(positions, STD, random);
      matrices.values().forEach(tensor -> InitialValues.normal(tensor, STD, random));
    }
  }

  private static double glorot(long inputs, long outputs) {
    return Math.sqrt(6.0 / (inputs + outputs));
  }

  private static void zero(Tensor tensor) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      tensor.zero_();
    }
  }

  @Override
  public void drawFrom(RandomStream random) {
    next = Optional.of(random);
  }

  /** The stream of this pass, which is used once. */
  private Optional<RandomStream> draws() {
    Optional<RandomStream> draws = is_training() ? next : Optional.empty();
    next = Optional.empty();
    return draws;
  }

  /** Projected patches with their positions, {@code [B, n, D]}. */
  private Tensor embedded(Tensor images, Tensor places) {
    return projection
        .forward(images) // [B, D, h, w]
        .flatten(2, -1)
        .transpose(1, 2)
        .add(places.narrow(1, 1, places.size(1) - 1));
  }

  /** The input of the first block: [CLS] before the patches, {@code [B, 1 + n, D]}. */
  private Tensor withClassToken(Tensor embedded, Tensor places) {
    Tensor first = classToken.add(places.narrow(1, 0, 1)); // [1, 1, D]
    return torch.cat(
        new TensorVector(first.expand(embedded.size(0), 1, layout.width()), embedded), 1);
  }

  private Tensor places(Tensor images) {
    check(images);
    for (int side = 2; side < 4; side++) {
      VitLayout.requirePatch(layout.patch(), images.size(side), "the size of an image");
    }
    return TokenPositions.resized(
        positions, images.size(2) / layout.patch(), images.size(3) / layout.patch());
  }

  private Tensor input(Tensor images) {
    Tensor places = places(images);
    return withClassToken(embedded(images, places), places);
  }

  @Override
  public Tensor features(Tensor images) {
    Optional<RandomStream> draws = draws();
    Tensor x = input(images);
    for (VitBlock block : blocks) {
      x = block.forward(x, draws);
    }
    return norm.forward(x.select(1, 0)); // [B, D]
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    Optional<RandomStream> draws = draws();
    LinkedHashMap<String, Tensor> maps = new LinkedHashMap<>();
    Tensor places = places(images);
    Tensor embedded = embedded(images, places);
    maps.put("conv1", map(embedded, images));
    Tensor x = withClassToken(embedded, places);
    for (int quarter = 1; quarter <= QUARTERS; quarter++) {
      for (VitBlock block : blocks.subList(end(quarter - 1), end(quarter))) {
        x = block.forward(x, draws);
      }
      Tensor patchTokens = x.narrow(1, 1, x.size(1) - 1);
      maps.put(
          "conv" + (quarter + 1),
          map(quarter < QUARTERS ? patchTokens : norm.forward(patchTokens), images));
    }
    return maps;
  }

  /** Blocks up to the end of a quarter. */
  private int end(int quarter) {
    return layout.depth() * quarter / QUARTERS;
  }

  /** {@code [B, n, D]} to {@code [B, D, h, w]}. */
  private Tensor map(Tensor tokens, Tensor images) {
    return tokens
        .transpose(1, 2)
        .reshape(
            tokens.size(0),
            layout.width(),
            images.size(2) / layout.patch(),
            images.size(3) / layout.patch());
  }

  @Override
  public Optional<Tensor> lastAttention(Tensor images) {
    Tensor x = input(images);
    for (VitBlock block : blocks.subList(0, blocks.size() - 1)) {
      x = block.forward(x, Optional.empty());
    }
    return Optional.of(blocks.get(blocks.size() - 1).attention(x));
  }

  @Override
  public void freezePatches() {
    projection.weight().set_requires_grad(false);
    projection.bias().set_requires_grad(false);
  }

  @Override
  public Optional<Tensor> fitted(String name, Tensor saved) {
    return name.equals(POSITIONS)
            && TokenPositions.ofSquare(saved)
            && saved.size(2) == layout.width()
        ? Optional.of(TokenPositions.resized(saved, layout.grid(), layout.grid()))
        : Optional.empty();
  }

  @Override
  public int featureSize() {
    return layout.width();
  }

  @Override
  Set<String> prefixes(String stage) {
    int quarter = stage.charAt(4) - '1';
    Set<String> prefixes = new TreeSet<>();
    if (quarter == 0) {
      prefixes.addAll(List.of(PROJECTION, POSITIONS));
      return prefixes;
    }
    for (int i = end(quarter - 1); i < end(quarter); i++) {
      prefixes.add("blocks." + i + ".");
    }
    prefixes.add("cls_token");
    if (quarter == QUARTERS) {
      prefixes.add("norm.");
    }
    return prefixes;
  }

  /** One patch. */
  @Override
  int smallestSide() {
    return layout.patch();
  }
}
