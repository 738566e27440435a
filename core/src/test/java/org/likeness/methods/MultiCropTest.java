package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.method.Step;
import org.likeness.nn.Head;
import org.likeness.nn.IdentityHead;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MultiCropTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void cropsOfOneSizeShareAPassAndTheHeadTakesAllAtOnce() {
    Means backbone = new Means();
    Rows head = new Rows();
    List<Tensor> crops = new ArrayList<>();
    float[] expected = new float[5 * 2 * 3];
    for (int crop = 0; crop < 5; crop++) {
      int side = crop < 2 ? 8 : 4;
      Tensor images = torch.full(new long[] {2, 3, side, side}, new Scalar((double) crop));
      crops.add(images);
      for (int i = 0; i < 6; i++) {
        expected[crop * 6 + i] = crop;
      }
    }
    Tensor y =
        MultiCrop.projection(new SingleNetwork(backbone, head, BackboneOptions.defaults()), crops);
    assertThat(backbone.passes).containsExactly(List.of(4L, 8L), List.of(6L, 4L));
    assertThat(head.passes).containsExactly(10L);
    assertThat(Tensors.floats(y)).containsExactly(expected);
  }

  /** For drop path: a stream for each pass, step and batch, the same again for the same ones. */
  @Test
  void eachPassOfDinosStudentHasItsOwnStream() {
    Means backbone = new Means();
    DinoNetwork student =
        new DinoNetwork(
            new SingleNetwork(backbone, new Rows(), BackboneOptions.defaults()),
            new IdentityHead(3));
    List<Tensor> crops =
        List.of(torch.ones(2, 3, 8, 8), torch.ones(2, 3, 8, 8), torch.ones(2, 3, 4, 4));
    Step first = new Step(0, 10, 0, 1);
    for (Step step : List.of(first, first.at(1), new Step(1, 10, 0, 1), first)) {
      student.bottleneck(crops, new RandomSource(1), step);
    }
    assertThat(backbone.streams).hasSize(8);
    assertThat(backbone.streams.subList(0, 6)).doesNotHaveDuplicates();
    assertThat(backbone.streams.subList(6, 8)).isEqualTo(backbone.streams.subList(0, 2));
    student.bottleneck(crops);
    assertThat(backbone.streams).as("the teacher has none").hasSize(8);
  }

  @Test
  void viewsAreTwoLargeCropsThenTheLocalOnes() {
    ViewOptions first = ViewOptions.defaults(32).withFlip(0.5);
    Views views =
        MultiCrop.views(
            new Ingredients(
                8,
                2,
                4,
                BackboneOptions.defaults(),
                first,
                new Preprocessing(32, 32, first.mean(), first.std()),
                new RandomSource(1)),
            first.withSolarize(0.2, 128),
            new LocalCropOptions(3, 16, 0.1, 0.3, 0));
    assertThat(views.size()).isEqualTo(5);
    assertThat(((RandomView) views.get(0)).options()).isEqualTo(first);
    assertThat(((RandomView) views.get(1)).options().solarize()).isEqualTo(0.2);
    assertThat(((RandomView) views.get(2)).options().solarize()).isEqualTo(0);
    assertThat(views.get(4).shape()).containsExactly(3, 16, 16);
  }

  /** The mean of each channel; notes how many images of which side each pass had. */
  private static final class Means extends Backbone {
    private final List<List<Long>> passes = new ArrayList<>();

    private final List<Long> streams = new ArrayList<>(); // the first number of each

    Means() {
      super("Means");
    }

    @Override
    public void drawFrom(RandomStream random) {
      streams.add(random.nextLong());
    }

    @Override
    public List<String> stageNames() {
      return List.of();
    }

    @Override
    public LinkedHashMap<String, Tensor> stages(Tensor images) {
      return new LinkedHashMap<>();
    }

    @Override
    public Tensor features(Tensor images) {
      passes.add(List.of(images.size(0), images.size(2)));
      return images.mean(new long[] {2, 3}, false, new ScalarTypeOptional());
    }

    @Override
    public int featureSize() {
      return 3;
    }

    @Override
    public int inputChannels() {
      return 3;
    }

    @Override
    public Map<String, Tensor> parametersThrough(String stage) {
      return Map.of();
    }
  }

  /** Changes nothing; notes how many rows each pass had. */
  private static final class Rows extends Head {
    private final List<Long> passes = new ArrayList<>();

    Rows() {
      super("Rows");
    }

    @Override
    protected Tensor map(Tensor features) {
      passes.add(features.size(0));
      return features;
    }

    @Override
    public int inputSize() {
      return 3;
    }

    @Override
    public int outputSize() {
      return 3;
    }

    @Override
    public Map<String, String> description() {
      return new IdentityHead(3).description();
    }
  }
}
