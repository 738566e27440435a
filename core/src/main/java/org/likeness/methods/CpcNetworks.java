package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.backbone.Backbone;
import org.likeness.encoder.InputKind;
import org.likeness.encoder.PatchesNetwork;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.method.State;
import org.likeness.nn.Head;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.LinearHead;
import org.likeness.nn.MaskedContext;
import org.likeness.nn.NeuralNetwork;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * The networks of {@link Cpc}.
 *
 * @param network patches to features, and its head features to targets
 * @param context features of a grid to their context
 * @param predictions context to the targets of all steps, one step after the other
 */
record CpcNetworks(PatchesNetwork network, MaskedContext context, Head predictions) {
  private static final int RGB = 3;
  private static final int GREY = 1;

  static CpcNetworks of(Ingredients in, Cpc.Options options) {
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    Backbone backbone = in.newBackbone(options.grey() ? GREY : RGB, weights);
    int f = backbone.featureSize();
    Head head = options.dim() > 0 ? new LinearHead(f, options.dim(), weights) : new IdentityHead(f);
    InputKind input = options.grey() ? InputKind.GREY : InputKind.COLOURS;
    SingleNetwork patch = new SingleNetwork(backbone, head, in.backbone(), input);
    return new CpcNetworks(
        new PatchesNetwork(patch, options.patch().side(), options.patch().stride()),
        new MaskedContext(f, options.contextWidth(), options.contextLayers(), weights),
        new LinearHead(f, options.steps() * head.outputSize(), weights));
  }

  /** Features to targets. */
  Head head() {
    return network.patch().head();
  }

  List<NeuralNetwork> all() {
    return List.of(network, context, predictions);
  }

  List<Tensor> parameters() {
    List<Tensor> parameters = new ArrayList<>(Tensors.parameters(network.patch().backbone()));
    parameters.addAll(Tensors.parameters(head()));
    parameters.addAll(Tensors.parameters(context));
    parameters.addAll(Tensors.parameters(predictions));
    return parameters;
  }

  State state() {
    return SingleNetworks.state(network.patch())
        .module("context.", context)
        .module("predictions.", predictions);
  }
}
