package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Torch;

/** Mode, arithmetic and memory order reach every network of a method, not its encoder's alone. */
final class PlacementTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Remembers what it was told. */
  private static final class Told implements NeuralNetwork {
    private final Tensor kernel = torch.zeros(16, 16, 3, 3);
    private boolean training;
    private boolean rounded;

    @Override
    public void train(boolean on) {
      training = on;
    }

    @Override
    public boolean isTraining() {
      return training;
    }

    @Override
    public void bfloat16(boolean on) {
      rounded = on;
    }

    @Override
    public Map<String, Tensor> weights() {
      return Map.of("kernel", kernel);
    }
  }

  /** A method of three networks, of which the encoder's is one. */
  private record Three(TinyMethod method, List<NeuralNetwork> networks) implements Method {
    @Override
    public Views views() {
      return method.views();
    }

    @Override
    public Loss loss(Batch batch, Step step) {
      return method.loss(batch, step);
    }

    @Override
    public void afterStep(Step step) {
      method.afterStep(step);
    }

    @Override
    public List<ParameterGroup> trainable() {
      return method.trainable();
    }

    @Override
    public State state() {
      return method.state();
    }

    @Override
    public Encoder encoder() {
      return method.encoder();
    }
  }

  @Test
  void allNetworksArePlacedAndTrained() {
    Told keys = new Told();
    Told predictor = new Told();
    TinyMethod tiny = TinyRun.method(TinyRun.IMAGES);
    List<NeuralNetwork> all = new ArrayList<>(tiny.networks());
    all.add(keys);
    all.add(predictor);
    TrainOptions options =
        Recipe.parse(
                "train: {epochs: 1, batch: 8, threads: 1, workers: 1, precision: bfloat16, channels-last: true, best: []}",
                "test")
            .bind("train", TrainOptions.defaults());
    Trainer trainer =
        new Trainer(
            Training.of(
                new Three(tiny, all),
                new TinyImages(TinyRun.IMAGES),
                new org.likeness.random.RandomSource(5),
                options,
                Optional.empty()),
            List.of());
    for (Told network : List.of(keys, predictor)) {
      assertThat(network.rounded).isTrue();
      assertThat(network.kernel.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
      assertThat(network.training).isFalse();
    }
    trainer.run();
    assertThat(keys.training).isTrue();
    assertThat(predictor.training).isTrue();
  }
}
