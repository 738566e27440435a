package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classifier.HiddenLayer;
import org.likeness.classifier.LinearLayer;
import org.likeness.classifier.Scaling;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.image.Image;
import org.likeness.loss.Distillation;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.nn.IdentityHead;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** {@link Supervised} with a {@link Teacher}: a small ResNet and a scaled linear layer on it. */
final class TeacherTest {
  private static final Step STEP = new Step(0, 10, 0, 1);
  private static final int B = 5;
  private static final int CLASSES = 3;
  private static final Preprocessing OTHER =
      new Preprocessing(8, 8, List.of(0.1, 0.2, 0.3), List.of(0.5, 0.6, 0.7));

  @TempDir Path run;

  private Encoder encoder;
  private FeatureClassifier layers;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static RandomStream random(int number) {
    return new RandomSource(7).stream(Purpose.WEIGHTS, 0, number);
  }

  private static float[] gaussian(int number, int count) {
    float[] values = new float[count];
    RandomStream stream = random(number);
    for (int i = 0; i < count; i++) {
      values[i] = (float) stream.nextGaussian();
    }
    return values;
  }

  @BeforeEach
  void teacher() {
    BackboneOptions options = new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0);
    var backbone = Backbones.create(options, 3, random(1));
    int width = backbone.featureSize();
    encoder = new Encoder(new SingleNetwork(backbone, new IdentityHead(width), options), OTHER);
    encoder.network().train(false);
    encoder.save(run.resolve("encoder.safetensors"));
    float[] factors = gaussian(4, width);
    layers =
        new FeatureClassifier(
            FeatureKind.BACKBONE,
            new Scaling(gaussian(3, width), factors),
            new LinearLayer(gaussian(5, CLASSES * width), gaussian(6, CLASSES)),
            List.of("a", "b", "c"),
            encoder.hash(),
            "linear");
    assertThat(Classifier.save(run, layers)).isTrue();
  }

  private Method student(int classes, String... settings) {
    return PretrainRecipe.of(recipe(settings)).build(B, classes);
  }

  private Recipe recipe(String... settings) {
    return Recipe.empty("test")
        .with("method=supervised")
        .with("backbone.width=4")
        .with("backbone.stem=cifar")
        .with("view.size=8")
        .with("options.teacher", run)
        .withAll(List.of(settings));
  }

  /** Images of these classes, of which nothing else is asked. */
  private record Named(List<String> classNames) implements Dataset {
    @Override
    public String name() {
      return "named";
    }

    @Override
    public int size() {
      return B;
    }

    @Override
    public ImageInfo info(int index) {
      OptionalInt label = OptionalInt.of(index % classNames.size());
      return new ImageInfo(
          "image" + index, 8, 8, label, Optional.empty(), Optional.empty(), Map.of());
    }

    @Override
    public Image load(int index) {
      throw new UnsupportedOperationException("no image is read");
    }
  }

  /** Labels are of the images' classes: the teacher's scores move to their places. */
  @ParameterizedTest
  @CsvSource({
    "a b c, a b c, 0 1 2, a b c",
    "a b c, c a b, 2 0 1, c a b",
    "a b c, 0 1 2, 0 1 2, a b c", // no names: by number
    "0 1 2, a b c, 0 1 2, 0 1 2",
    "0 1 2, 2 1 0, 2 1 0, 2 1 0",
    "a b c, 2 1 0, none, none",
  })
  void classesAreMatchedByName(String teachers, String images, String order, String names)
      throws IOException {
    Files.delete(run.resolve(Classifier.FILE));
    FeatureClassifier named =
        new FeatureClassifier(
            layers.features(),
            layers.scaling(),
            layers.layer(),
            List.of(teachers.split(" ")),
            encoder.hash(),
            "linear");
    assertThat(Classifier.save(run, named)).isTrue();
    List<String> classes = List.of(images.split(" "));
    Recipe recipe = recipe("options.share=0.3");
    if (order.equals("none")) {
      assertThatThrownBy(() -> PretrainRecipe.of(recipe).build(new Named(classes)))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "options.teacher has the class a but the images have 2 instead: with options.share below 1 both must be the same");
      return;
    }
    Method student = PretrainRecipe.of(recipe).build(new Named(classes));
    assertThat(student.classifierNames()).contains(List.of(names.split(" ")));
    long[] places = Arrays.stream(order.split(" ")).mapToLong(Long::parseLong).toArray();
    Tensor taught = teachersLogits().index_select(1, Tensors.of(places, CLASSES));
    Tensor logits = logits(student);
    double expected =
        0.3 * new Distillation(1).loss(taught, logits).item_double()
            + 0.7 * torch.cross_entropy_loss(logits, batch().targets().orElseThrow()).item_double();
    assertThat(student.loss(batch(), STEP).value().item_double()).isCloseTo(expected, within(1e-4));
    assertThat(student.state().tensors())
        .containsKeys("teacher.classifier.0.weight", "teacher.network.conv1.weight");
  }

  @Test
  void withoutLabelsTheClassesAreTheTeachersWhateverTheImagesHave() {
    Method student = PretrainRecipe.of(recipe()).build(new Named(List.of("c", "x")));
    assertThat(student.classifierNames()).contains(List.of("a", "b", "c"));
  }

  private static Batch batch() {
    return new Batch(
        List.of(Tensors.of(gaussian(9, B * 3 * 8 * 8), B, 3, 8, 8)),
        Tensors.of(new long[] {0, 1, 2, 3, 4}, B),
        Optional.of(Tensors.of(new long[] {2, 0, 1, 1, 0}, B)));
  }

  /** Three classes of the teacher, two of the images. */
  @Test
  void theStudentsClassesAreTheTeachers() {
    assertThat(student(2).classifierNames()).contains(List.of("a", "b", "c"));
    assertThat(student(2).classifier().get(0).bias().size(0)).isEqualTo(CLASSES);
  }

  /** The teacher's scores by its own classes, of the same pixels in its own normalisation. */
  private Tensor teachersLogits() {
    Tensor pixels = batch().view(0).clone();
    double[] mean = {0.485, 0.456, 0.406};
    double[] std = {0.229, 0.224, 0.225};
    for (int c = 0; c < 3; c++) {
      Tensor channel = pixels.select(1, c);
      Tensor own =
          channel
              .mul(new Scalar(std[c]))
              .add(new Scalar(mean[c] - OTHER.mean().get(c)))
              .div(new Scalar(OTHER.std().get(c)));
      channel.copy_(own);
    }
    Tensor features = encoder.network().features(pixels).detach();
    double[] logits = new double[B * CLASSES];
    for (int i = 0; i < B; i++) {
      double[] p = layers.probabilities(Tensors.floats(features.select(0, i)));
      for (int c = 0; c < CLASSES; c++) {
        logits[i * CLASSES + c] = Math.log(p[c]);
      }
    }
    return Tensors.of(logits, B, CLASSES).to(ScalarType.Float);
  }

  private static Tensor logits(Method student) {
    return ((Supervised) student).logits(student.encoder().network().features(batch().view(0)));
  }

  @Test
  void theLossIsThatOfTheTeachersProbabilities() {
    Method student = student(0, "options.temperature=2.5");
    double expected = new Distillation(2.5).loss(teachersLogits(), logits(student)).item_double();
    assertThat(student.loss(batch(), STEP).value().item_double()).isCloseTo(expected, within(1e-4));
    assertThat(student.targets()).isEqualTo(Targets.NONE);
    assertThat(student.classifier().get(0).bias().size(0)).isEqualTo(CLASSES);
  }

  /** A teacher that was fine-tuned from the middle of a head. */
  @Test
  void aTeacherMayHaveHiddenLayers() {
    int width = layers.width();
    FeatureClassifier deep =
        new FeatureClassifier(
            FeatureKind.BACKBONE,
            layers.scaling(),
            List.of(
                new HiddenLayer(new LinearLayer(gaussian(10, 7 * width), gaussian(11, 7)), true)),
            new LinearLayer(gaussian(12, CLASSES * 7), gaussian(13, CLASSES)),
            List.of("a", "b", "c"),
            encoder.hash(),
            "linear");
    assertThat(Classifier.save(run, deep)).isTrue();
    Method student = student(0);
    assertThat(student.state().tensors()).containsKeys("teacher.classifier.1.weight");
    layers = deep;
    double expected = new Distillation(1).loss(teachersLogits(), logits(student)).item_double();
    assertThat(student.loss(batch(), STEP).value().item_double()).isCloseTo(expected, within(1e-4));
  }

  @Test
  void aShareIsLeftToTheLabels() {
    Method student = student(CLASSES, "options.share=0.3");
    Tensor logits = logits(student);
    double expected =
        0.3 * new Distillation(1).loss(teachersLogits(), logits).item_double()
            + 0.7 * torch.cross_entropy_loss(logits, batch().targets().orElseThrow()).item_double();
    assertThat(student.loss(batch(), STEP).value().item_double()).isCloseTo(expected, within(1e-4));
    assertThat(student.targets()).isEqualTo(Targets.LABELS);
  }

  @Test
  void theTeacherIsMovedAndSavedWithTheStudentButNotTrained() {
    Method student = student(0);
    assertThat(student.state().tensors())
        .containsKeys("teacher.classifier.0.weight", "teacher.network.conv1.weight");
    student.loss(batch(), STEP).value().backward();
    List<Long> trained =
        student.trainable().get(0).parameters().stream().map(t -> t.data_ptr().address()).toList();
    student
        .state()
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(tensor.grad().defined())
                  .as(name)
                  .isEqualTo(trained.contains(tensor.data_ptr().address()));
              assertThat(name.startsWith("teacher.") && tensor.requires_grad()).isFalse();
            });
    assertThat(student.networks()).as("the teacher keeps its mode").hasSize(2);
  }

  @Test
  void aTeacherThatCannotTeachIsRefused() throws IOException {
    assertThatThrownBy(() -> student(4, "options.share=0.5"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "options.teacher has 3 classes but the images have 4: with options.share below 1 both must be the same");
    Files.delete(run.resolve(Classifier.FILE));
    assertThatThrownBy(() -> student(0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "options.teacher of %s cannot be used: %s has no classifier.safetensors: a supervised run writes one, and so does `./likeness evaluate linear` of any run with labels"
                .formatted(run, run));
    assertThatThrownBy(() -> student(0, "options.teacher=missing.safetensors"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "options.teacher of missing.safetensors cannot be used: there is no file missing.safetensors");
  }
}
