package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.CosineHead;
import org.likeness.nn.Head;
import org.likeness.nn.InitialValues;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.optim.MovingAverage;
import org.likeness.optim.ParameterGroup;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * A student or a teacher of {@link Dino}.
 *
 * @param network backbone and head up to the bottleneck: three linear maps, GELU between them
 * @param last cosines of the bottleneck to D directions
 */
record DinoNetwork(SingleNetwork network, Head last) {
  private static final double DEVIATION = 0.02; // of the head's weights at first

  /** With equal weights in every call. */
  static DinoNetwork create(Ingredients in, Dino.Options options) {
    Norm norm = options.useBnInHead() ? Norm.BATCH : Norm.NONE;
    MlpLayer hidden = new MlpLayer(options.hidden(), true, norm, Activation.GELU);
    MlpLayer bottleneck = new MlpLayer(options.bottleneck(), true, Norm.NONE, Activation.NONE);
    Head last =
        new CosineHead(
            options.bottleneck(),
            options.outDim(),
            !options.normLastLayer(),
            in.random().stream(Purpose.WEIGHTS, 0, 1)); // item 0 is the network's
    SingleNetwork network = SingleNetworks.mlp(in, width -> List.of(hidden, hidden, bottleneck));
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 2);
    InitialValues.normalLinear(network.head(), DEVIATION, weights);
    return new DinoNetwork(network, last);
  }

  /** The bottleneck of crops, not normalised, {@code [V B, bottleneck]}, crop after crop. */
  Tensor bottleneck(List<Tensor> crops) {
    return MultiCrop.projection(network, crops);
  }

  /**
   * As {@link #bottleneck(List)} with drop path.
   *
   * @param step equal batches of equal steps leave out the same branches
   */
  Tensor bottleneck(List<Tensor> crops, RandomSource random, Step step) {
    int now = Math.toIntExact(step.index());
    return MultiCrop.projection(
        network,
        crops,
        pass ->
            network.backbone().drawFrom(random.stream(Purpose.DROP_PATH, pass, now, step.part())));
  }

  /** What follows {@code source} from now on, beginning as its copy. */
  List<MovingAverage> following(DinoNetwork source) {
    return List.of(
        new MovingAverage(network, source.network), new MovingAverage(last, source.last));
  }

  /** Two groups; the last layer is the second. */
  List<ParameterGroup> trainable() {
    List<ParameterGroup> groups = new ArrayList<>(SingleNetworks.trainable(network));
    groups.add(ParameterGroup.of("last", Tensors.parameters(last)));
    return groups;
  }

  State state(String prefix) {
    return SingleNetworks.state(prefix, network).module(prefix + "last.", last);
  }
}
