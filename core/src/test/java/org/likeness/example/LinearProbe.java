package org.likeness.example;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.evaluate.Subject;
import org.likeness.features.LabelledVectors;
import org.likeness.neighbours.Cosine;
import org.likeness.nn.LinearHead;
import org.likeness.optim.Optimizer;
import org.likeness.optim.OptimizerEntry;
import org.likeness.optim.Optimizers;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Rates;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/** A linear classifier that is trained on the bank's vectors by SGD: an evaluation that learns. */
public final class LinearProbe implements Evaluation {
  private static final String TITLE = "Linear probe accuracy";

  private final Options options;

  public LinearProbe(Options options) {
    this.options = options;
  }

  /** How the classifier is trained; {@code batch} is also an option of the command line. */
  public record Options(
      @Option(value = "60", range = "[1, inf)", help = "epochs of training") int epochs,
      @Option(value = "16", range = "[1, inf)", help = "vectors per step") int batch,
      @Option(value = "0.5", range = "(0, inf)", help = "learning rate") double lr) {}

  public static EvaluationEntry<Options> entry() {
    return EvaluationEntry.of(
            "probe",
            TITLE,
            "the class of an image by a linear classifier of its vector",
            OptionRecords.defaults(Options.class),
            LinearProbe::new,
            new Reader())
        .withLabels();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of(Part.BANK, Part.TEST);
  }

  @Override
  public Report evaluate(Subject subject) {
    LabelledVectors bank = subject.labelled(Part.BANK, TITLE);
    LabelledVectors test = subject.labelled(Part.TEST, TITLE);
    Cosine.check(bank.vectors(), "bank"); // a network that diverged is refused
    Cosine.check(test.vectors(), "test images");
    int classes = Math.max(bank.classes(), test.classes());
    RandomStream random = subject.random().stream(Purpose.EVALUATION, 2, 0, 0);
    int width = Math.toIntExact(bank.vectors().size(1));
    OptimizerEntry<?> sgd = Optimizers.named("sgd");
    double accuracy;
    try (LinearHead head = new LinearHead(width, classes, random);
        Optimizer optimizer =
            sgd.with(sgd.defaults())
                .create(List.of(ParameterGroup.of("probe", Tensors.parameters(head))))) {
      train(head, optimizer, bank, random);
      accuracy = accuracy(head, test);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("accuracy", accuracy);
    body.put("classes", classes);
    body.put("images", test.size());
    body.put(
        "protocol",
        "linear classifier, %d epochs of batch %d at rate %s, bank %s, queries %s"
            .formatted(
                options.epochs(),
                options.batch(),
                options.lr(),
                subject.parts().bank().name(),
                subject.parts().test().name()));
    return Report.of("probe", body);
  }

  private void train(
      LinearHead head, Optimizer optimizer, LabelledVectors bank, RandomStream random) {
    int[] order = IntStream.range(0, bank.size()).toArray();
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      random.shuffle(order);
      for (int from = 0; from < order.length; from += options.batch()) {
        int to = Math.min(order.length, from + options.batch());
        step(head, optimizer, bank, Arrays.copyOfRange(order, from, to));
      }
    }
  }

  private void step(LinearHead head, Optimizer optimizer, LabelledVectors bank, int[] rows) {
    try (Scope scope = Scope.open()) {
      long[] chosen = IntStream.of(rows).asLongStream().toArray();
      long[] labels = IntStream.of(rows).mapToLong(row -> bank.labels()[row]).toArray();
      Tensor logits = head.forward(bank.vectors().index_select(0, Tensors.of(chosen, rows.length)));
      torch.cross_entropy_loss(logits, Tensors.of(labels, rows.length)).backward();
      optimizer.step(new Rates(options.lr(), options.lr(), 0));
      optimizer.zeroGradients();
    }
  }

  private static double accuracy(LinearHead head, LabelledVectors test) {
    try (Scope scope = Scope.openNoGrad()) {
      long[] found = Tensors.longs(head.forward(test.vectors()).argmax(new LongOptional(1), false));
      long right =
          IntStream.range(0, test.size()).filter(row -> found[row] == test.labels()[row]).count();
      return (double) right / test.size();
    }
  }

  private static final class Reader implements ReportReader {
    @Override
    public List<List<String>> table(Report report) {
      return List.of(
          List.of("classes", "accuracy"),
          List.of(
              report.json().path("classes").asText(), Percent.precise(report.number("accuracy"))));
    }

    @Override
    public Map<String, String> summary(Report report) {
      return Map.of("accuracy of a linear classifier", Percent.of(report.number("accuracy")));
    }

    @Override
    public Map<String, Metric> metrics(Report report) {
      return Map.of("probe", Metric.share(report.number("accuracy")));
    }

    @Override
    public Optional<Score> score(Report report) {
      double chance = 1 / report.number("classes");
      return Optional.of(new Score(report.number("accuracy"), chance, 1));
    }
  }
}
