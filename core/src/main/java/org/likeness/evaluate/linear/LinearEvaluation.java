package org.likeness.evaluate.linear;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classifier.LogisticRegression;
import org.likeness.encoder.Encoder;
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
import org.likeness.features.LabelledVectors;
import org.likeness.neighbours.Cosine;
import org.likeness.option.OptionValues;
import org.likeness.random.Purpose;
import org.likeness.torch.Scope;

/**
 * The class of an image by a linear classifier that is trained on features of the bank while the
 * network stays as it is, which is checked. By default on features that are computed once ({@link
 * FeatureProbe}), with other protocols as in a paper ({@link ViewProbe}).
 *
 * <p>The report has the keys of {@link Classification}, {@code per_class}, {@code lr}, {@code
 * weight_decay}, {@code epochs}, {@code batch}, {@code features}, and for features computed once
 * {@code grid} (accuracy of each rate and decay) and {@code chosen_on}.
 */
public final class LinearEvaluation implements Evaluation {
  private static final String NAME = "linear";
  private static final String TITLE = "Linear accuracy";
  private static final int SAMPLES = 22; // number of the random stream

  private final LinearOptions options;

  public LinearEvaluation(LinearOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<LinearOptions> entry() {
    return EvaluationEntry.of(
            NAME,
            TITLE,
            "classification by a linear classifier that is trained on the features",
            LinearOptions.defaults(),
            LinearEvaluation::new,
            new LinearReader())
        .withLabels()
        .withFeatures(FeatureKind.BACKBONE);
  }

  @Override
  public Set<Part> parts(Parts parts) {
    Set<Part> used = EnumSet.of(Part.TEST);
    if (!options.protocol().augmented()) {
      used.add(Part.BANK);
      if (searches() && parts.validationLabelled()) {
        used.add(Part.VALIDATION);
      }
    }
    return used;
  }

  private boolean searches() {
    return options.lr().size() * options.weightDecay().size() > 1;
  }

  @Override
  public long further(Parts parts, FeatureKind features) {
    return (long) parts.bank().size() * (options.protocol().augmented() ? options.trained() : 1);
  }

  @Override
  public void require(Parts parts) {
    Classes.requireTwo(parts.bank(), TITLE);
  }

  @Override
  public Report evaluate(Subject subject) {
    Embedder embedder = subject.embedder();
    Optional<String> before = hash(embedder);
    int classes = Classes.count(subject.parts().bank());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    try (LogisticRegression model = options.protocol().classifier(embedder.dimension(), classes);
        Scope scope = Scope.open()) {
      Probe probe =
          options.protocol().augmented()
              ? new ViewProbe(options, subject, TITLE)
              : new FeatureProbe(options, subject, TITLE);
      probe.train(model, body);
      LabelledVectors test = subject.labelled(Part.TEST, TITLE);
      Cosine.check(test.vectors(), subject.parts().test().name());
      measure(body, model, probe.inputs(test.vectors()), test.labels(), subject);
      requireUnmoved(before, hash(embedder));
      before.ifPresent(
          encoder ->
              subject.offer(
                  new FeatureClassifier(
                      embedder.kind(),
                      probe.scaling(),
                      model.layer(),
                      subject.parts().bank().classNames(),
                      encoder,
                      NAME)));
    }
    return Report.of(NAME, body);
  }

  private void measure(
      ObjectNode body, LogisticRegression model, Tensor inputs, int[] labels, Subject subject) {
    try (Scope scope = Scope.openNoGrad()) {
      Classification found = Classification.of(model.scores(inputs), labels);
      found.addTo(body, subject.random().stream(Purpose.EVALUATION, SAMPLES, 0, 0));
      found.addClassesTo(body, subject.parts().bank().classNames());
      body.put("images", found.size());
    }
    body.put("epochs", options.trained());
    body.put("batch", options.batch(subject.parts().bank().size()));
    body.put("features", subject.embedder().kind().label());
    body.put("protocol", protocol(body, subject));
  }

  private static Optional<String> hash(Embedder embedder) {
    return embedder.network().map(network -> new Encoder(network, embedder.preprocessing()).hash());
  }

  /** A classifier trained on a network that changes meanwhile would measure another one. */
  private static void requireUnmoved(Optional<String> before, Optional<String> after) {
    if (!before.equals(after)) {
      throw new IllegalStateException(
          "the weights of the encoder changed while a linear classifier was trained on it");
    }
  }

  private String protocol(ObjectNode body, Subject subject) {
    String how =
        options.protocol().augmented()
            ? OptionValues.name(options.protocol()) + "'s protocol, random crops and flips"
            : "features computed once and standardised"
                + (body.has("chosen_on")
                    ? ", rate and decay chosen on " + body.path("chosen_on").textValue()
                    : "");
    return String.format(
        Locale.ROOT,
        "linear classifier of %s (%s), %s, %d epoch%s of batch %d, rate %s, decay %s, bank %s (%,d images, %s), queries %s (%,d images), epoch %s, seed %d",
        subject.embedder().kind().phrase(),
        how,
        options.protocol().optimizer(),
        options.trained(),
        options.trained() == 1 ? "" : "s",
        body.path("batch").intValue(),
        OptionValues.number(body.path("lr").doubleValue()),
        OptionValues.number(body.path("weight_decay").doubleValue()),
        subject.parts().bank().name(),
        subject.parts().bank().size(),
        subject.embedder().transform(),
        subject.parts().test().name(),
        body.path("images").intValue(),
        subject.epoch(),
        subject.random().seed());
  }
}
