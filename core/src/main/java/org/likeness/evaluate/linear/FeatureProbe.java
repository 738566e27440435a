package org.likeness.evaluate.linear;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.classifier.LogisticRegression;
import org.likeness.classifier.Scaling;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Subject;
import org.likeness.features.LabelledVectors;
import org.likeness.features.Standardization;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A classifier on features that are computed once: standardised by the training images, rate and
 * decay chosen on the validation images, or on a tenth of the training images if there are none,
 * then trained on all training images.
 */
final class FeatureProbe implements Probe {
  private static final int HELD_OUT = 21; // number of the random stream
  private static final int PART = 10;

  private final LinearOptions options;
  private final Subject subject;
  private final Training training;
  private final Standardization standard;

  /**
   * In a scope that outlives it.
   *
   * @param title the evaluation's, for messages
   */
  FeatureProbe(LinearOptions options, Subject subject, String title) {
    this.options = options;
    this.subject = subject;
    LabelledVectors bank = subject.labelled(Part.BANK, title);
    Cosine.check(bank.vectors(), subject.parts().bank().name());
    this.standard = Standardization.fitted(bank.vectors());
    this.training = new Training(standard.of(bank.vectors()), bank.labels(), options, subject);
  }

  @Override
  public Tensor inputs(Tensor features) {
    return standard.of(features);
  }

  @Override
  public Scaling scaling() {
    return new Scaling(Tensors.floats(standard.mean()), Tensors.floats(standard.factor()));
  }

  @Override
  public void train(LogisticRegression model, ObjectNode body) {
    int combinations = options.lr().size() * options.weightDecay().size();
    double rate = options.lr().get(0);
    double decay = options.weightDecay().get(0);
    if (combinations > 1) {
      ArrayNode grid = body.putArray("grid");
      Held held = held();
      double most = -1;
      for (int i = 0; i < combinations; i++) {
        double tried = options.lr().get(i / options.weightDecay().size());
        double with = options.weightDecay().get(i % options.weightDecay().size());
        held.training().run(model, tried, with);
        double accuracy = accuracy(model, held);
        grid.addObject().put("lr", tried).put("weight_decay", with).put("accuracy", accuracy);
        proceed(i + 1, combinations + 1);
        if (accuracy > most) {
          most = accuracy;
          rate = tried;
          decay = with;
        }
      }
      body.put("chosen_on", held.name());
    }
    training.run(model, rate, decay);
    proceed(1, 1);
    body.put("lr", rate);
    body.put("weight_decay", decay);
  }

  /** None is right where the training diverged, so that other settings are chosen. */
  private static double accuracy(LogisticRegression model, Held held) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor scores = model.scores(held.rows());
      return Tensors.isFinite(scores) ? Classification.of(scores, held.labels()).top(1) : 0;
    }
  }

  /**
   * What the settings are chosen by.
   *
   * @param training on the other rows
   * @param rows standardised
   */
  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Held(Training training, Tensor rows, int[] labels, String name) {}

  private Held held() {
    if (subject.parts().validationLabelled()) {
      LabelledVectors held = subject.labelled(Part.VALIDATION, "the choice of a learning rate");
      Cosine.check(held.vectors(), subject.parts().validation().name());
      return new Held(
          training,
          standard.of(held.vectors()),
          held.labels(),
          subject.parts().validation().name());
    }
    int[] order = IntStream.range(0, training.labels().length).toArray();
    subject.random().stream(Purpose.EVALUATION, HELD_OUT, 0, 0).shuffle(order);
    int size = Math.max(1, order.length / PART);
    Training held = training.of(Arrays.copyOf(order, size));
    Training others = training.of(Arrays.copyOfRange(order, size, order.length));
    return new Held(
        others, held.rows(), held.labels(), "a tenth of " + subject.parts().bank().name());
  }

  /** Counts all trainings as the training images once more. */
  private void proceed(int step, int steps) {
    int images = subject.parts().bank().size();
    if (!subject.progress().proceed((int) ((long) images * step / steps), images)) {
      throw new CancellationException("the training of a linear classifier was cancelled");
    }
  }
}
