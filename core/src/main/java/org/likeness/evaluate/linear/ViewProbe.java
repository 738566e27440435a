package org.likeness.evaluate.linear;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.CropOptions;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.classifier.LogisticRegression;
import org.likeness.classifier.Scaling;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.ShuffledSampler;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Network;
import org.likeness.evaluate.Subject;
import org.likeness.features.Labels;
import org.likeness.features.ParallelForward;
import org.likeness.optim.Schedule;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A classifier on the features of views that are drawn anew in each epoch, a random resized crop of
 * 8 to 100 % of the area and a flip in half of the cases, through the network in evaluation mode:
 * the protocol of most papers.
 */
final class ViewProbe implements Probe {
  private static final double SMALLEST = 0.08; // torchvision's, which all of the papers use
  private static final double FLIP = 0.5;

  private final LinearOptions options;
  private final Subject subject;
  private final long[] labels;

  /**
   * @param title the evaluation's, for messages
   */
  ViewProbe(LinearOptions options, Subject subject, String title) {
    this.options = options;
    this.subject = subject;
    Dataset bank = subject.parts().bank();
    int[] all = IntStream.range(0, bank.size()).toArray();
    this.labels = IntStream.of(Labels.require(bank, all, title)).asLongStream().toArray();
  }

  @Override
  public Tensor inputs(Tensor features) {
    return features;
  }

  @Override
  public Scaling scaling() {
    return Scaling.none(subject.embedder().dimension());
  }

  @Override
  public void train(LogisticRegression model, ObjectNode body) {
    Dataset bank = subject.parts().bank();
    LinearProtocol protocol = options.protocol();
    int batch = options.batch(bank.size());
    LoaderOptions loading =
        LoaderOptions.training(batch).withDropLast(false).withWorkers(subject.loading().workers());
    long steps = (bank.size() + batch - 1L) / batch;
    Schedule schedule = protocol.schedule(protocol.rate(batch), options.trained(), steps);
    Optional<Network> network = subject.embedder().network();
    boolean training = network.map(Network::isTraining).orElse(false);
    network.ifPresent(each -> each.train(false));
    try (Loader loader = new Loader(bank, Views.of(view()), loading, subject.random())) {
      for (int epoch = 0; epoch < options.trained(); epoch++) {
        epoch(model, loader, epoch, schedule, steps);
      }
    } finally {
      network.ifPresent(each -> each.train(training));
    }
    body.put("lr", protocol.rate(batch));
    body.put("weight_decay", protocol.decay());
  }

  private RandomView view() {
    Preprocessing usual = subject.embedder().preprocessing();
    ViewOptions crop =
        ViewOptions.defaults(usual.size())
            .withCrop(CropOptions.randomResized(SMALLEST, 1))
            .withFlip(FLIP)
            .withColour(usual.colour(), usual.mean(), usual.std());
    return new RandomView(crop);
  }

  private void epoch(
      LogisticRegression model, Loader loader, int epoch, Schedule schedule, long steps) {
    int images = subject.parts().bank().size();
    ParallelForward forward = new ParallelForward(subject.embedder());
    ShuffledSampler sampler = new ShuffledSampler(images, subject.random());
    try (LoaderEpoch batches = loader.open(sampler.plan(epoch), epoch, 0)) {
      boolean more = true;
      for (long step = epoch * steps; more; step++) {
        try (Scope scope = Scope.open()) {
          Optional<Batch> batch = batches.next();
          more = batch.isPresent();
          if (more) {
            step(model, forward, batch.get(), schedule.at(step));
          }
        }
        int done = (int) Math.min(images, (long) batches.position() * options.batch(images));
        if (more && !subject.progress().proceed(done, images)) {
          throw new CancellationException("the training of a linear classifier was cancelled");
        }
      }
    }
  }

  private void step(LogisticRegression model, ParallelForward forward, Batch batch, double rate) {
    Tensor features;
    try (Scope frozen = Scope.openNoGrad()) {
      features = frozen.keep(forward.vectors(batch.view(0)));
    }
    long[] classes = Tensors.longs(batch.indices());
    for (int i = 0; i < classes.length; i++) {
      classes[i] = labels[(int) classes[i]];
    }
    model.step(features, Tensors.of(classes, classes.length), rate, options.protocol().decay());
  }
}
