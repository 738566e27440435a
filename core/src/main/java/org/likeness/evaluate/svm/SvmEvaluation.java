package org.likeness.evaluate.svm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.evaluate.Classes;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.features.Labels;
import org.likeness.features.Standardization;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The class of an image by linear support vector machines on the stages of the network and on its
 * embedding, as InstDisc measures it (Wu et al., CVPR 2018, sections 4.1 and 4.2). Every number is
 * standardised by its mean and deviation over the training images and divided by the square root of
 * their number, so that the same C suits all layers. C is chosen by cross-validation on the
 * training images.
 *
 * <p>The report has {@code rows}, an object for each layer: {@code layer}, {@code shape}, {@code
 * numbers}, {@code c}, {@code c_accuracy} (of the cross-validation), and the keys of {@link
 * Classification#addTo}; {@code main}, the layer of the subject's features, or the last if it is
 * not among them, with its {@code per_class}.
 */
public final class SvmEvaluation implements Evaluation {
  static final String ROWS = "rows";
  static final String MAIN = "main";

  private static final String NAME = "svm";
  private static final String TITLE = "SVM accuracy";
  private static final int DRAW = 10; // numbers of random streams
  private static final int FOLDS = 11;
  private static final int SAMPLES = 12;

  private final SvmOptions options;

  public SvmEvaluation(SvmOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<SvmOptions> entry() {
    return EvaluationEntry.of(
            NAME,
            TITLE,
            "classification by linear support vector machines on the stages of the network and its embedding",
            SvmOptions.defaults(),
            SvmEvaluation::new,
            new SvmReader())
        .withLabels();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return isShared(parts) ? Set.of(Part.BANK, Part.TEST) : Set.of();
  }

  /** The images of the passes, and the training images once more for each layer. */
  @Override
  public long further(Parts parts, FeatureKind features) {
    long rows = rows(parts);
    long passes = 1;
    if (isShared(parts)) { // one of them is that of the parts
      passes = features == FeatureKind.PIXELS ? 0 : options.layers().size() - 1;
    }
    return passes * (rows + parts.test().size()) + rows * options.layers().size();
  }

  /**
   * True if the vectors are those that other evaluations use too: of all images, without a stage of
   * the network.
   */
  private boolean isShared(Parts parts) {
    return rows(parts) == parts.bank().size()
        && List.of(LayerEmbedder.BACKBONE, LayerEmbedder.EMBEDDING).containsAll(options.layers());
  }

  private int rows(Parts parts) {
    int all = parts.bank().size();
    return options.rows() == 0 ? all : Math.min(all, options.rows());
  }

  @Override
  public void require(Parts parts) {
    Classes.requireTwo(parts.bank(), TITLE);
  }

  @Override
  public void requireMemory(Parts parts, Supplier<Embedder> embedder) {
    LayerEmbedder layers = LayerEmbedder.of(embedder.get(), options.layers(), options.numbers());
    SvmMemory.of(layers, rows(parts), parts).require();
  }

  @Override
  public Optional<String> announcement(Subject subject) {
    LayerEmbedder layers = layers(subject);
    return Optional.of(SvmMemory.of(layers, rows(subject.parts()), subject.parts()).sentence());
  }

  private LayerEmbedder layers(Subject subject) {
    return LayerEmbedder.of(subject.embedder(), options.layers(), options.numbers());
  }

  @Override
  public Report evaluate(Subject subject) {
    LayerEmbedder layers = layers(subject);
    SvmMemory.of(layers, rows(subject.parts()), subject.parts()).require();
    Dataset bank = subject.parts().bank();
    Dataset test = subject.parts().test();
    int classes = Classes.count(bank);
    try (Scope scope = Scope.openNoGrad()) {
      boolean shared = isShared(subject.parts());
      LabelledVectors known =
          shared ? shared(subject, layers, Part.BANK) : vectors(subject, layers, drawn(subject));
      requireTwo(known, bank);
      LabelledVectors asked =
          shared ? shared(subject, layers, Part.TEST) : vectors(subject, layers, test);
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("images", asked.size());
      body.put(MAIN, main(subject, layers));
      ArrayNode rows = body.putArray(ROWS);
      int done = 0;
      for (Layer layer : layers.layers()) {
        done++;
        boolean main = layer.name().equals(body.path(MAIN).textValue());
        ObjectNode row = rows.addObject();
        measure(row, layer, new Pair(known, asked, classes), subject, main);
      }
      for (; done < options.layers().size(); done++) { // those that the network does not have
        proceed(subject, 1, 1, known.size());
      }
      body.put("protocol", protocol(subject, known.size(), asked.size()));
      return Report.of(NAME, body);
    }
  }

  /** Of those that are drawn and can be decoded; see {@link #require} for all. */
  private static void requireTwo(LabelledVectors known, Dataset bank) {
    if (Arrays.stream(known.labels()).distinct().count() < 2) {
      throw new InputException(
          "%s needs training images of at least 2 classes but those used of %s, %d of %d, have one: raise rows, or use more images"
              .formatted(TITLE, bank.name(), known.size(), bank.size()));
    }
  }

  /** The training images: all, or equally many of each class. */
  private Dataset drawn(Subject subject) {
    Dataset bank = subject.parts().bank();
    int rows = rows(subject.parts());
    if (rows == bank.size()) {
      return bank;
    }
    int[] labels = Labels.require(bank, IntStream.range(0, bank.size()).toArray(), TITLE);
    RandomStream random = subject.random().stream(Purpose.EVALUATION, DRAW, 0, 0);
    int[] some = Arrays.copyOf(BalancedRows.inTurns(labels, random), rows);
    Arrays.sort(some);
    return new Subset(bank, some, bank.name());
  }

  private static LabelledVectors vectors(Subject subject, LayerEmbedder layers, Dataset images) {
    return labelled(new Features(layers, subject.loading()).of(images, subject.progress()), images);
  }

  /** The vectors of a part, each layer from where the subject has those of its kind. */
  private static LabelledVectors shared(Subject subject, LayerEmbedder layers, Part part) {
    Dataset images = subject.parts().of(part);
    List<Vectors> each = new ArrayList<>();
    for (Layer layer : layers.layers()) {
      LayerEmbedder one = layers.only(layer);
      each.add(
          one.kind() == subject.embedder().kind()
              ? subject.vectors(part)
              : subject.vectors(part, one));
    }
    if (each.size() == 1) {
      return labelled(each.get(0), images);
    }
    int[] indices = each.get(0).indices();
    if (each.stream().anyMatch(one -> !Arrays.equals(one.indices(), indices))) {
      return vectors(subject, layers, images); // an image was repaired or damaged meanwhile
    }
    TensorVector columns = new TensorVector();
    each.forEach(one -> columns.push_back(one.matrix()));
    return labelled(new Vectors(torch.cat(columns, 1), indices, each.get(0).skipped()), images);
  }

  private static LabelledVectors labelled(Vectors all, Dataset images) {
    LabelledVectors vectors = all.labelled(images, TITLE);
    Cosine.check(vectors.vectors(), images.name());
    return vectors;
  }

  private static String main(Subject subject, LayerEmbedder layers) {
    String own =
        subject.embedder().kind() == FeatureKind.BACKBONE
            ? LayerEmbedder.BACKBONE
            : LayerEmbedder.EMBEDDING;
    List<String> names = layers.layers().stream().map(Layer::name).toList();
    return names.contains(own) ? own : names.get(names.size() - 1);
  }

  /** The vectors of all layers, and the number of classes among those of the training images. */
  private record Pair(LabelledVectors known, LabelledVectors asked, int classes) {}

  private void measure(ObjectNode row, Layer layer, Pair pair, Subject subject, boolean main) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor known = columns(pair.known(), layer);
      Standardization standard = Standardization.fitted(known);
      Scalar factor = new Scalar(1 / Math.sqrt(layer.width()));
      LinearSvm svm =
          new LinearSvm(
              Tensors.floats(standard.of(known).mul(factor)),
              layer.width(),
              pair.known().labels(),
              pair.classes());
      row.put("layer", layer.name());
      row.put("shape", layer.shape());
      row.put("numbers", layer.width());
      double c = choose(row, svm, pair.known().labels(), subject);
      LinearSvm.Weights trained = svm.train(c);
      Tensor weights = Tensors.of(trained.weights(), pair.classes(), layer.width());
      Tensor asked = standard.of(columns(pair.asked(), layer)).mul(factor);
      Tensor scores =
          asked
              .to(ScalarType.Double)
              .matmul(weights.t())
              .add(Tensors.of(trained.biases(), 1, pair.classes()));
      Classification found = Classification.of(scores, pair.asked().labels());
      found.addTo(row, subject.random().stream(Purpose.EVALUATION, SAMPLES, 0, 0));
      if (main) {
        found.addClassesTo(row, subject.parts().bank().classNames());
      }
    }
    proceed(subject, 1, 1, pair.known().size());
  }

  private static Tensor columns(LabelledVectors vectors, Layer layer) {
    return vectors.vectors().narrow(1, layer.from(), layer.width());
  }

  /** The C with the highest accuracy; the search ends where the accuracy falls. */
  private double choose(ObjectNode row, LinearSvm svm, int[] labels, Subject subject) {
    int[] part = parts(labels, subject);
    double best = options.c().get(0);
    double most = -1;
    int steps = options.c().size() + 1;
    for (int i = 0; i < options.c().size(); i++) {
      double accuracy =
          options.c().size() == 1
              ? 0
              : svm.crossValidated(options.c().get(i), part, options.folds());
      proceed(subject, i + 1, steps, labels.length);
      if (accuracy < most) {
        break;
      }
      if (accuracy > most) {
        most = accuracy;
        best = options.c().get(i);
      }
    }
    row.put("c", best);
    if (options.c().size() > 1) {
      row.put("c_accuracy", most);
    }
    return best;
  }

  /**
   * The part of each row, with as many of each class in every part as possible. The classes begin
   * with different parts, by their order among those that have rows, so that no part has all rows.
   */
  private int[] parts(int[] labels, Subject subject) {
    int[] turns = new int[labels.length];
    int[] classes = Arrays.stream(labels).distinct().sorted().toArray();
    int[] seen = new int[classes.length];
    RandomStream random = subject.random().stream(Purpose.EVALUATION, FOLDS, 0, 0);
    for (int row : BalancedRows.inTurns(labels, random)) {
      int place = Arrays.binarySearch(classes, labels[row]);
      turns[row] = (place + seen[place]++) % options.folds();
    }
    return turns;
  }

  /** Counts the training of a layer as its images once more. */
  private static void proceed(Subject subject, int step, int steps, int images) {
    int done = (int) ((long) images * step / steps);
    if (!subject.progress().proceed(done, images)) {
      throw new CancellationException("the training of a support vector machine was cancelled");
    }
  }

  private String protocol(Subject subject, int rows, int images) {
    return String.format(
        Locale.ROOT,
        "linear SVM by liblinear (squared hinge, one class against all others), standardised numbers, stages averaged to at most %,d of them, C of %s by %d-fold cross-validation, bank %s (%,d images%s, %s), queries %s (%,d images), epoch %s, seed %d",
        options.numbers(),
        options.c(),
        options.folds(),
        subject.parts().bank().name(),
        rows,
        rows < subject.parts().bank().size()
            ? " of " + subject.parts().bank().size() + ", balanced"
            : "",
        subject.embedder().transform(),
        subject.parts().test().name(),
        images,
        subject.epoch(),
        subject.random().seed());
  }
}
