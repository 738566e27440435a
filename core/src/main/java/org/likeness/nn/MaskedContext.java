package org.likeness.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.random.RandomStream;
import org.likeness.torch.Autocast;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * What the cells of a grid down to a row say together: a residual network of convolutions that look
 * to the left, to the right and up, and never down (the context of CPC v2, H&eacute;naff et al.,
 * 2019, appendix; a PixelCNN masked by rows). The result at row r depends on rows 0 to r alone.
 *
 * <pre>
 *   x -> 1x1 to width, relu -> 1x3 -> 2x1 over this row and the one above, relu -> 1x1 to channels -> + x
 * </pre>
 *
 * <p>One such block sees a row and a column more to each side; after the last comes a relu. Without
 * blocks the result is the input. Parameters: {@code I.in}, {@code I.across}, {@code I.down} and
 * {@code I.out} of block I, weight and bias.
 */
public final class MaskedContext extends Module implements NeuralNetwork {
  private final List<Block> blocks = new ArrayList<>();
  private boolean bfloat16;

  /**
   * A network with new values, outside any scope.
   *
   * @param channels of input and result
   * @param width channels within a block
   * @param count number of blocks, 0 or more
   */
  public MaskedContext(int channels, int width, int count, RandomStream random) {
    super("MaskedContext");
    Scope.refuse("A context network");
    if (channels < 1 || width < 1 || count < 0) {
      throw new IllegalArgumentException(
          "a context network must have positive widths and no negative number of blocks but has "
              + channels
              + ", "
              + width
              + " and "
              + count);
    }
    for (int i = 0; i < count; i++) {
      blocks.add(register_module(Integer.toString(i), new Block(channels, width)));
    }
    InitialValues.fill(this, random);
  }

  /**
   * The context of each cell.
   *
   * @param cells {@code [B, channels, h, w]}
   * @return {@code [B, channels, h, w]}
   */
  public Tensor forward(Tensor cells) {
    if (blocks.isEmpty()) {
      return cells;
    }
    boolean rounded = bfloat16 && isTraining();
    try (Autocast autocast = new Autocast(rounded, cells)) {
      Tensor x = cells;
      for (Block block : blocks) {
        x = block.forward(x);
      }
      return (rounded ? x.to(ScalarType.Float) : x).relu();
    }
  }

  @Override
  public void train(boolean training) {
    super.train(training);
  }

  @Override
  public boolean isTraining() {
    return is_training();
  }

  @Override
  public void bfloat16(boolean on) {
    bfloat16 = on;
  }

  @Override
  public Map<String, Tensor> weights() {
    return Tensors.named(this);
  }

  /** One residual block. */
  private static final class Block extends Module {
    private static final int ROWS = 2;

    private final Conv2dImpl in;
    private final Conv2dImpl across;
    private final Conv2dImpl down;
    private final Conv2dImpl out;

    Block(int channels, int width) {
      super("Block");
      in = register_module("in", conv(channels, width, 1, 1, 0, 0));
      across = register_module("across", conv(width, width, 1, 3, 0, 1));
      down = register_module("down", conv(width, width, ROWS, 1, 1, 0));
      out = register_module("out", conv(width, channels, 1, 1, 0, 0));
    }

    Tensor forward(Tensor x) {
      Tensor y = across.forward(in.forward(x).relu_());
      // Padded by a row above and one below: result r sees rows r - 1 and r, and the last is cut.
      y = down.forward(y).narrow(ROWS, 0, x.size(ROWS)).relu();
      return x.add(out.forward(y));
    }

    private static Conv2dImpl conv(int from, int to, int height, int width, int above, int beside) {
      Conv2dOptions options = new Conv2dOptions(from, to, new LongPointer(height, width));
      options.padding().put(new LongPointer(above, beside));
      return new Conv2dImpl(options);
    }
  }
}
