package org.likeness.methods;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.backbone.Backbone;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.InputKind;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.method.Epoch;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.InitialValues;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * DeepCluster: before each epoch the features of all images are clustered, and the network learns
 * to predict the cluster of an image from a random view (Caron, Bojanowski, Joulin and Douze,
 * <i>Deep clustering for unsupervised learning of visual features</i>, ECCV 2018, arXiv
 * 1807.05520).
 *
 * <pre>
 *   here         paper              formula                                        default   differences and reasons
 *   f            f_theta(x)         pooled backbone features, [B, f]                         clustered after the last relu: ours end with it
 *   y            y_n                cluster of the image: PCA, whitened, length 1,
 *                                   k-means (eq. 2) before each epoch                        first centres by k-means++; Faiss draws rows
 *   W            g_W                top layer, [k, f]: new each epoch, N(0, 0.01)            own SGD without momentum
 *   loss         (1)                -mean_b log softmax(W f + b)[y_b]
 *   clusters     k                  10,000 on ImageNet                             100       smaller data sets
 *   components                      of the PCA                                     256
 *   sobel                           edges in place of colours                      false     the paper's input on ImageNet
 * </pre>
 *
 * <p>Images are drawn equally from all clusters (section 3.3), those of small clusters several
 * times in an epoch. The encoder is the network without its top layer; its embedding is f at length
 * 1.
 */
public final class DeepCluster implements Method {
  private static final double TOP_DEVIATION = 0.01;
  private static final int RGB = 3;
  private static final int EDGES = 2;

  private final Options options;
  private final RandomSource random;
  private final SingleNetwork network;
  private final ClusterTargets clusters;
  private final Tensor w; // [k, f]
  private final Tensor bias; // [k]
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(
              value = "100",
              range = "[2, inf)",
              help = "number of clusters, k; at most the number of training images")
          int clusters,
      @Option(
              value = "256",
              range = "[1, inf)",
              help = "principal components of the features that are clustered, at most")
          int components,
      @Option(value = "0.05", range = "(0, inf)", help = "learning rate of the top layer")
          double topLr,
      @Option(value = "1e-5", range = "[0, inf)", help = "weight decay of the top layer")
          double topDecay,
      @Option(value = "false", help = "edges by Sobel's filter as input instead of colours")
          boolean sobel) {
    /** The setting of the paper, with fewer clusters. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  /**
   * Builds the network and its top layer.
   *
   * @throws InputException if there are more clusters than images
   */
  public DeepCluster(Ingredients in, Options options) {
    if (options.clusters() > in.images()) {
      throw new InputException(
          "options.clusters must be at most the number of training images, %d, but is %d"
              .formatted(in.images(), options.clusters()));
    }
    this.options = OptionRecords.check(options);
    this.random = in.random();
    Backbone backbone =
        in.newBackbone(options.sobel() ? EDGES : RGB, in.random().stream(Purpose.WEIGHTS, 0, 0));
    this.network =
        new SingleNetwork(
            backbone,
            new IdentityHead(backbone.featureSize()),
            in.backbone(),
            options.sobel() ? InputKind.EDGES : InputKind.COLOURS);
    this.clusters =
        new ClusterTargets(in.images(), options.clusters(), options.components(), random);
    this.w = torch.empty(options.clusters(), backbone.featureSize()).set_requires_grad(true);
    this.bias = torch.zeros(options.clusters()).set_requires_grad(true);
    InitialValues.normal(w, TOP_DEVIATION, random.stream(Purpose.WEIGHTS, 0, 1));
    this.views = Views.of(new RandomView(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Targets targets() {
    return Targets.PSEUDO_LABELS;
  }

  @Override
  public void beforeEpoch(Epoch epoch) {
    clusters.find(epoch); // Eq. 2
    Tensor fresh = torch.empty(w.size(0), w.size(1));
    InitialValues.normal(
        fresh, TOP_DEVIATION, random.stream(Purpose.WEIGHTS, epoch.number() + 1, 1));
    w.copy_(fresh);
    bias.zero_();
  }

  @Override
  public Plan plan(Epoch epoch, Plan proposed) {
    return clusters.plan(epoch);
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor f = network.features(batch.view(0)); // [B, f]
    Tensor logits = f.mm(w.t()).add(bias); // [B, k]
    Tensor loss = torch.cross_entropy_loss(logits, batch.targets().orElseThrow()); // Eq. 1
    return Loss.of("cross-entropy", loss, Normalize.rows(f));
  }

  /** The top layer's own update; the optimizer's momentum would outlive the layer. */
  @Override
  public void afterStep(Step step) {
    for (Tensor top : updatedByMethod()) {
      Tensor gradient = top.grad();
      if (gradient.defined()) {
        top.mul_(new Scalar(1 - options.topLr() * options.topDecay()));
        top.sub_(gradient, new Scalar(options.topLr()));
        top.mutable_grad().reset();
      }
    }
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(network);
  }

  @Override
  public List<Tensor> updatedByMethod() {
    return List.of(w, bias);
  }

  @Override
  public State state() {
    return SingleNetworks.state(network)
        .tensor("clusters", clusters.tensor())
        .tensor("top.weight", w)
        .tensor("top.bias", bias);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
