package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.loss.Collapse;
import org.likeness.loss.SelfDistillation;
import org.likeness.loss.TeacherTemperature;
import org.likeness.memory.Centre;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.RunSize;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Normalize;
import org.likeness.optim.GradientClipping;
import org.likeness.optim.MovingAverage;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Schedules;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;

/**
 * DINO: a student predicts, from every crop of an image, what its own moving average, the teacher,
 * makes of another crop (Caron, Touvron, Misra, Jegou, Mairal, Bojanowski and Joulin, <i>Emerging
 * properties in self-supervised vision transformers</i>, ICCV 2021, arXiv 2104.14294).
 *
 * <pre>
 *   here              paper     formula                          default  differences and reasons
 *   student, teacher  g_s, g_t  backbone and head                         the teacher sees the two large crops only
 *   last              g         cosines to D directions          65536    gains of 1; trained with norm-last-layer false
 *   centre            C         m C + (1 - m) mean of teacher    0.9      eq. 4; moves after the loss, once per update
 *   teacherTemp       tau_t                                      0.04     the released models: to 0.07 over 30 epochs
 *   studentTemp       tau_s                                      0.1
 *   momentumTeacher   lambda    rises to 1 by half a cosine      0.996    after the update; 0.9995 for batches of 256
 *   clipGrad                    norm of each tensor's gradient   3        before the last layer's gradient is dropped
 *   freezeLastLayer             epochs without its gradient      1
 *   hidden                      weights N(0, 0.02), biases 0     2048     not truncated at 2, a hundred deviations away
 * </pre>
 *
 * <p>The encoder is the teacher up to the width before the last layer. Batch norms of the teacher
 * use the batch's statistics in training; only parameters are averaged.
 */
public final class Dino implements Method {
  private final Options options;
  private final DinoNetwork student;
  private final DinoNetwork teacher;
  private final List<MovingAverage> averages;
  private final Centre centre; // [1, D]
  private final RandomSource random;
  private final TeacherTemperature temperature;
  private final SelfDistillation distillation;
  private final List<ParameterGroup> trainable;
  private final Views views;
  private final Encoder encoder;

  /** The options, named as in the released code. */
  public record Options(
      @Option(value = "65536", range = "[2, 10000000]", help = "outputs, D") int outDim,
      @Option(value = "2048", range = "[1, 1000000]", help = "width of the head's hidden layers")
          int hidden,
      @Option(value = "256", range = "[1, 1000000]", help = "width before the last layer")
          int bottleneck,
      @Option(value = "false", help = "batch norm in the head's hidden layers") boolean useBnInHead,
      @Option(value = "true", help = "keep the gains of the last layer at 1; steadier")
          boolean normLastLayer,
      @Option(value = "1", range = "[0, 1000000]", help = "epochs without training the last layer")
          int freezeLastLayer,
      @Option(value = "0.996", range = "[0, 1]", help = "weight of the old teacher at first")
          double momentumTeacher,
      @Option(value = "1", range = "[0, 1]", help = "weight of the old teacher at the end")
          double momentumTeacherEnd,
      @Option(value = "0.1", range = "(0, inf)", help = "temperature of the student")
          double studentTemp,
      @Option(
              value = "0.04",
              range = "(0, inf)",
              help = "temperature of the teacher; lower it if the loss stays at log(out-dim)")
          double teacherTemp,
      @Option(value = "0.04", range = "(0, inf)", help = "the teacher's temperature at first")
          double warmupTeacherTemp,
      @Option(
              value = "0",
              range = "[0, 1000000]",
              help = "epochs over which the teacher's temperature changes; 0 for none")
          int warmupTeacherTempEpochs,
      @Option(value = "0.9", range = "[0, 1)", help = "weight of the old centre")
          double centerMomentum,
      @Option(
              value = "3",
              range = "[0, inf)",
              help = "largest norm of a tensor's gradient; 0 for any")
          double clipGrad,
      @Option(
              value = "10",
              range = "[1, 1000000]",
              help = "epoch from which on a loss of log D warns")
          int warnEpoch,
      SecondViewOptions second,
      @Option("count = 8; max = 0.4") LocalCropOptions local) {

    /** The paper's setting for a ViT-S/16 over 100 epochs on ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }

    private double momentum(Step step) {
      return Schedules.momentum(momentumTeacher, momentumTeacherEnd, step.total()).at(step.index());
    }

    private TeacherTemperature temperature() {
      return new TeacherTemperature(warmupTeacherTemp, teacherTemp, warmupTeacherTempEpochs);
    }
  }

  public Dino(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        DinoNetwork.create(in, options),
        DinoNetwork.create(in, options));
  }

  Dino(Ingredients in, Options options, DinoNetwork student, DinoNetwork teacher) {
    this.options = options;
    this.student = student;
    this.teacher = teacher;
    this.averages = teacher.following(student);
    this.trainable = student.trainable();
    this.centre = Centre.zero(options.outDim());
    this.random = in.random();
    this.temperature = options.temperature();
    this.distillation = new SelfDistillation(options.studentTemp());
    this.views = MultiCrop.views(in, options.second().of(in.view()), options.local());
    this.encoder = new Encoder(teacher.network(), in.preprocessing());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    long b = batch.size();
    Tensor x = student.bottleneck(batch.views(), random, step); // [V B, 256]
    Tensor s = student.last().forward(x).view(-1, b, options.outDim()); // [V, B, D]
    Tensor t = targets(batch.views().subList(0, MultiCrop.LARGE)).view(2, b, -1); // [2, B, D]
    Tensor loss = distillation.loss(s, t, centre.tensor(), temperature.at(step.epoch())); // Eq. 3
    centre.add(step.index(), t.flatten(0, 1));
    return Loss.of("distillation", loss, Normalize.rows(x.narrow(0, 0, b).detach()));
  }

  private Tensor targets(List<Tensor> large) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      return teacher.last().forward(teacher.bottleneck(large));
    }
  }

  @Override
  public void beforeOptimizer(Step step) {
    if (options.clipGrad() > 0) {
      GradientClipping.eachTensor(trainable, options.clipGrad());
    }
    if (step.epoch() < options.freezeLastLayer()) {
      trainable.get(1).zeroGradients();
    }
  }

  @Override
  public void afterStep(Step step) {
    centre.update(options.centerMomentum()); // Eq. 4
    averages.forEach(average -> average.update(options.momentum(step)));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(student.network(), student.last(), teacher.network(), teacher.last());
  }

  @Override
  public List<ParameterGroup> trainable() {
    return trainable;
  }

  @Override
  public State state() {
    return student.state("").add(teacher.state("teacher.")).tensor("centre", centre.tensor());
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(Collapse.softmax(options.outDim()));
  }

  @Override
  public int collapseFrom() {
    return options.warnEpoch();
  }

  @Override
  public List<String> advice(RunSize run) {
    double m = Math.min(options.momentumTeacher(), options.momentumTeacherEnd());
    return RunAdvice.momentum("momentum-teacher", m, run.updates()).stream().toList();
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
