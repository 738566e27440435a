package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.PatchOptions;
import org.likeness.augment.PatchView;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.loss.Collapse;
import org.likeness.loss.PatchPrediction;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * CPC on images: what is above a patch predicts the patches some rows below, among those of all
 * images (van den Oord, Li and Vinyals, <i>Representation learning with contrastive predictive
 * coding</i>, arXiv 1807.03748; v2: H&eacute;naff et al., ICML 2020, arXiv 1905.09272).
 *
 * <pre>
 *   here       paper   formula                            default  differences and reasons
 *   z          z_t     features of each patch                      v1 on grey images, v2 in colour
 *   c          c_t     MaskedContext of z                 5 x 256  v2's; v1 says PixelCNN-like
 *   t          z_t     a linear map of z, the target      dim 64   v2's; dim 0 is v1, z itself
 *   p_k        W_k c   prediction for k + skip rows below          with a bias, as the 1x1 convolutions of v2
 *   steps      K       k = 1 ... steps                    5
 *   skip                                                  1        the row directly below overlaps: both public implementations leave it out
 *   negatives  X       all cells of the batch, or m drawn all      v2's; v1 draws
 *   scale              factor of the scores               0.1      v2's; 1 in v1
 *   loss       L_N     mean over k                                 v2 adds the steps up
 * </pre>
 *
 * <p>Images alone are covered, in one direction (down); v2 also predicts in three others. All
 * negatives come from the batch.
 */
public final class Cpc implements Method {
  private final Options options;
  private final CpcNetworks networks;
  private final PatchView view;
  private final CellDraws draws;
  private final Encoder encoder;
  private final PatchPrediction prediction;

  /** The options. */
  public record Options(
      PatchOptions patch,
      @Option(value = "5", range = "[1, 1000]", help = "rows below that are predicted") int steps,
      @Option(
              value = "1",
              range = "[0, 1000]",
              help = "rows directly below that are not predicted, since they overlap")
          int skip,
      @Option(
              value = "64",
              range = "[0, inf)",
              help =
                  "width of the predicted vectors and of the embedding; 0 for the features themselves")
          int dim,
      @Option(value = "5", range = "[0, 1000]", help = "blocks of the context network")
          int contextLayers,
      @Option(value = "256", range = "[1, inf)", help = "width of the context network")
          int contextWidth,
      @Option(
              value = "all",
              help = "the cells among which one is found, all of the batch or m drawn ones")
          CellNegatives negatives,
      @Option(value = "16", range = "[1, inf)", help = "negatives per prediction (sampled)") int m,
      @Option(value = "0.1", range = "(0, inf)", help = "factor of all scores") double scale,
      @Option(value = "false", help = "the network sees greyscale instead of colours")
          boolean grey) {

    /** The setting of v2, with the patches of v1. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public Cpc(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        CpcNetworks.of(in, options),
        CellDraws.uniform(in.random(), options.m()));
  }

  Cpc(Ingredients in, Options options, CpcNetworks networks, CellDraws draws) {
    this.options = options;
    this.networks = networks;
    this.view = new PatchView(in.view(), options.patch());
    in.backbone().requirePatches(options.patch().side(), "options.patch.side");
    this.draws = draws;
    this.encoder = new Encoder(networks.network(), in.preprocessing());
    this.prediction = new PatchPrediction(options.scale());
    int reach = options.steps() + options.skip();
    if (reach >= view.rows()) {
      throw new InputException(
          "options.steps and options.skip reach "
              + reach
              + " rows below but a view has "
              + view.rows()
              + " rows of patches: lower them, options.patch.side or options.patch.stride");
    }
  }

  @Override
  public Views views() {
    return Views.of(view);
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor z = networks.network().patchFeatures(batch.view(0)); // [B h h, f]
    return loss(z, view.rows(), view.rows(), step);
  }

  /** From the features of the patches of grids, {@code [B h w, f]}. */
  Loss loss(Tensor z, long h, long w, Step step) {
    Tensor grid = z.view(-1, h, w, z.size(1)).permute(0, 3, 1, 2).contiguous(); // [B, f, h, w]
    Tensor c = networks.context().forward(grid).permute(0, 2, 3, 1).flatten(0, 2); // [B h w, f]
    Tensor t = networks.head().forward(z); // [B h w, d]
    long d = t.size(1);
    Tensor p = networks.predictions().forward(c).view(-1, h, w, options.steps(), d);
    Tensor encodings = t.view(-1, h, w, d);
    TensorVector losses = new TensorVector();
    draws.begin(step);
    for (int k = 1; k <= options.steps(); k++) {
      losses.push_back(loss(p.select(3, k - 1L), encodings, k + options.skip()));
    }
    Tensor features = Normalize.rows(t.view(-1, h * w, d).mean(1)); // [B, d]
    return Loss.of("infonce", torch.stack(losses).mean(), features);
  }

  private Tensor loss(Tensor p, Tensor encodings, int below) {
    if (options.negatives() == CellNegatives.ALL) {
      return prediction.loss(p, encodings, below);
    }
    long h = encodings.size(1);
    long cells = encodings.size(0) * h * encodings.size(2);
    return prediction.loss(p, encodings, below, draws.draw(cells / h * (h - below), cells));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return networks.all();
  }

  @Override
  public List<ParameterGroup> trainable() {
    return List.of(ParameterGroup.of("network", networks.parameters()));
  }

  @Override
  public State state() {
    return networks.state();
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(
        options.negatives() == CellNegatives.ALL
            ? Collapse.cpcStep(batch, view.rows(), view.rows())
            : Collapse.oneAmong(options.m()));
  }

  @Override
  public boolean negativesFromBatch() {
    return true;
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
