package org.likeness.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.encoder.Network;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Autocast;
import org.likeness.torch.Tensors;

/** A convolution, batch norm and a linear map to normalised embeddings. */
final class TinyNetwork extends Module implements Network {
  private final Conv2dImpl conv;
  private final BatchNorm2dImpl norm;
  private final LinearImpl head;
  private final int size;
  private boolean bfloat16;

  TinyNetwork(int size, RandomSource random) {
    super("TinyNetwork");
    this.size = size;
    conv = register_module("conv", new Conv2dImpl(new Conv2dOptions(3, 16, new LongPointer(3, 3))));
    norm = register_module("norm", new BatchNorm2dImpl(new BatchNormOptions(16)));
    head = register_module("head", new LinearImpl(16 * 4, size));
    int item = 0;
    for (Tensor parameter : Tensors.parameters(this)) {
      RandomStream stream = random.stream(Purpose.WEIGHTS, 0, item++);
      float[] values = new float[(int) parameter.numel()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.3 * stream.nextGaussian());
      }
      Tensors.copy(Tensors.of(values, Tensors.shape(parameter)), parameter);
    }
  }

  @Override
  public Tensor features(Tensor images) {
    try (Autocast autocast = new Autocast(bfloat16, images)) {
      return norm.forward(conv.forward(images))
          .relu()
          .flatten(1, -1)
          .to(ScalarType.Float); // [B, 64]
    }
  }

  @Override
  public Tensor embedding(Tensor images) {
    Tensor v = head.forward(features(images));
    return v.div(
        v.pow(new Scalar(2))
            .sum(new long[] {1}, true, new org.bytedeco.pytorch.ScalarTypeOptional())
            .sqrt());
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    return new LinkedHashMap<>();
  }

  @Override
  public int featureSize() {
    return 64;
  }

  @Override
  public int embeddingSize() {
    return size;
  }

  @Override
  public void train(boolean training) {
    super.train(training);
  }

  @Override
  public void bfloat16(boolean on) {
    bfloat16 = on;
  }

  @Override
  public boolean isTraining() {
    return is_training();
  }

  @Override
  public Map<String, Tensor> weights() {
    return Tensors.named(this);
  }

  @Override
  public Map<String, String> description() {
    return Map.of();
  }
}
