package org.likeness.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Batch;
import org.likeness.method.Method;
import org.likeness.nn.NeuralNetwork;
import org.likeness.torch.ComputeDevice;

/**
 * Device, precision and memory order of a method's computations. A method is placed once, before
 * its optimizer is built, then each of its batches.
 */
public final class Placement {
  private final ComputeDevice device;
  private final boolean channelsLast;

  private Placement(ComputeDevice device, boolean channelsLast) {
    this.device = device;
    this.channelsLast = channelsLast;
  }

  /**
   * Places a method, including all tensors of its state.
   *
   * @param options of which device, precision and memory order are used
   * @throws org.likeness.error.InputException if there is no such device
   */
  public static Placement of(Method method, TrainOptions options) {
    options.device().require();
    options.device().move(method.state().tensors().values());
    List<Tensor> weights = new ArrayList<>();
    for (NeuralNetwork network : method.networks()) {
      network.bfloat16(options.precision() == Precision.BFLOAT16);
      weights.addAll(network.weights().values());
    }
    boolean channelsLast = options.channelsLast() && ChannelsLast.suits(weights);
    if (channelsLast) {
      ChannelsLast.convert(weights);
    }
    return new Placement(options.device(), channelsLast);
  }

  /** The batch on the method's device: itself, or a copy. */
  public Batch place(Batch batch) {
    Batch here = batch.on(device);
    return channelsLast ? ChannelsLast.convert(here) : here;
  }

  /** Waits until all computations are finished. */
  public void synchronize() {
    device.synchronize();
  }
}
