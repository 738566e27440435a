package org.likeness.methods;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.loss.Sinkhorn;
import org.likeness.memory.CropQueues;
import org.likeness.method.State;
import org.likeness.method.Step;

/**
 * The assignments of {@link Swav}'s large crops to the prototypes, for small batches together with
 * earlier embeddings (SwAV, section 4.1).
 */
final class CropAssignments {
  private final Sinkhorn sinkhorn;
  private final Optional<CropQueues> queues; // 2 of [queue, d]

  /** Assignments whose queues, if there are any, are empty at first; built outside any scope. */
  CropAssignments(Swav.Options options) {
    this.sinkhorn = new Sinkhorn(options.epsilon(), options.iterations());
    this.queues =
        options.queue() == 0
            ? Optional.empty()
            : Optional.of(new CropQueues(MultiCrop.LARGE, options.queue(), options.dim()));
  }

  /**
   * The assignments of the two large crops, {@code [2, B, K]}, without a graph.
   *
   * @param s scores of all crops, the large ones first, {@code [V, B, K]}
   * @param prototypes {@code [K, d]}
   */
  Tensor of(Tensor s, Tensor prototypes) {
    return torch.stack(new TensorVector(of(s, 0, prototypes), of(s, 1, prototypes)), 0);
  }

  /** {@code [B, K]}: the batch's share of the assignments together with a full queue. */
  private Tensor of(Tensor s, int crop, Tensor prototypes) {
    Tensor own = s.select(0, crop).detach(); // [B, K]
    if (queues.isEmpty() || !queues.get().isFull()) {
      return sinkhorn.codes(own);
    }
    Tensor earlier = queues.get().of(crop).mm(prototypes.detach().t()); // [queue, K]
    Tensor q = sinkhorn.codes(torch.cat(new TensorVector(earlier, own), 0));
    return q.narrow(0, earlier.size(0), own.size(0));
  }

  /** Keeps embeddings of the large crops, {@code [2 B, d]}, until {@link #update}. */
  void keep(Step step, Tensor z) {
    queues.ifPresent(queue -> queue.add(step.index(), z.view(MultiCrop.LARGE, -1, z.size(1))));
  }

  /** Moves what was kept in the step into the queues. */
  void update() {
    queues.ifPresent(CropQueues::update);
  }

  State state() {
    State state = new State();
    queues.ifPresent(
        queue ->
            state
                .tensor("queue", queue.tensor())
                .scalar("queued", queue::filled, queue::restoreFilled));
    return state;
  }
}
