package org.likeness.train;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.io.SafeTensorsFile;
import org.likeness.method.Method;
import org.likeness.torch.Scope;

/** The network of one checkpoint. */
public final class KeptNetwork {
  private final Checkpoint checkpoint;
  private final Checkpoint.Contents contents;

  KeptNetwork(Checkpoint checkpoint, Checkpoint.Contents contents) {
    this.checkpoint = checkpoint;
    this.contents = contents;
  }

  /** The number of training images of the method that wrote it. */
  public int images() {
    return contents.header().epochSize().images();
  }

  /**
   * The completed epochs, for protocols: {@code 12}, or {@code 12.25} for a checkpoint in an epoch.
   */
  public String epoch() {
    int done = contents.progress().epoch;
    long steps = contents.header().epochSize().steps();
    double epochs = contents.header().step() / (double) Math.max(1, steps);
    return epochs == done || steps == 0
        ? Integer.toString(done)
        : String.format(Locale.ROOT, "%.2f", epochs);
  }

  /** The name of the best checkpoint when this one was written; empty if no epoch was measured. */
  Optional<String> best() {
    return contents.progress().best.map(RunProgress.Best::checkpoint);
  }

  /**
   * Copies the weights of the encoder into that of a method; banks, classifiers and counters of the
   * method keep their values. Call it outside any scope.
   *
   * @param method a new one of the run's recipe, for this number of images or another
   * @return the method's encoder, in evaluation mode
   * @throws InputException if the weights do not match
   */
  public Encoder restore(Method method) {
    Encoder encoder = method.encoder();
    copy(method, encoder.network().weights().values());
    encoder.network().train(false);
    return encoder;
  }

  /**
   * Copies the rows of the memory bank into that of a method, if it has one. Call it outside any
   * scope.
   *
   * @param method a new one of the run's recipe, for this number of images
   * @throws InputException if the rows do not match
   */
  public void restoreMemory(Method method) {
    method.memory().ifPresent(memory -> copy(method, List.of(memory.tensor())));
  }

  /** Copies the values of tensors that are part of a method's state. */
  private void copy(Method method, Collection<Tensor> tensors) {
    try (Scope scope = Scope.openNoGrad()) {
      Map<Long, Tensor> missing = new HashMap<>();
      tensors.forEach(each -> missing.put(address(each), each));
      Map<String, Tensor> own = new HashMap<>();
      method
          .state()
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (missing.remove(address(tensor)) != null) {
                  own.put(name, tensor);
                }
              });
      if (!missing.isEmpty()) {
        throw new IllegalStateException(
            "the state of the method must have all tensors of its encoder and its memory bank but "
                + missing.size()
                + " are missing");
      }
      SafeTensorsFile file = contents.state();
      checkpoint.requireAll(file, own);
      own.forEach(file::copyTo);
    }
  }

  private static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }
}
