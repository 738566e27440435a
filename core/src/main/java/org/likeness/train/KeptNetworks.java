package org.likeness.train;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;

/**
 * The networks that the checkpoints of a run keep: after the last step, after the best epoch, and
 * after the epochs of {@code train.keep}.
 */
public final class KeptNetworks {
  private final RunLayout run;
  private final List<Checkpoint> checkpoints;

  /**
   * Lists the checkpoints of a run.
   *
   * @throws InputException if they cannot be listed
   */
  public KeptNetworks(RunLayout run) {
    this.run = requireNonNull(run, "run is null");
    this.checkpoints = new Checkpoints(run.checkpoints(), List.of()).all();
  }

  /** True if the run has no checkpoint. */
  public boolean isEmpty() {
    return checkpoints.isEmpty();
  }

  /** Numbers of the completed epochs after which a network is kept, ascending. */
  public List<Integer> epochs() {
    return checkpoints.stream().flatMap(each -> each.epochs().stream().boxed()).sorted().toList();
  }

  /**
   * The network after the last step.
   *
   * @throws InputException if the run has no checkpoint, or it is damaged
   */
  public KeptNetwork last() {
    if (checkpoints.isEmpty()) {
      throw new InputException(
          "the run %s has no checkpoint: resume it with ./likeness pretrain --resume %1$s"
              .formatted(run.folder()));
    }
    return read(checkpoints.get(checkpoints.size() - 1));
  }

  /**
   * The network after the best epoch so far.
   *
   * @throws InputException if no epoch was measured, or a checkpoint is damaged or missing
   */
  public KeptNetwork best() {
    KeptNetwork last = last();
    String name =
        last.best()
            .orElseThrow(
                () ->
                    new InputException(
                        "no epoch of the run %s was measured, so none is its best: use %1$s@last"
                            .formatted(run.folder())));
    return read(
        checkpoints.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "the checkpoint of the best epoch of the run %s, %s, was removed: use %1$s@last"
                            .formatted(run.folder(), name))));
  }

  /**
   * The network that the run's encoder has: after the best epoch, or after the last step where none
   * was measured.
   *
   * @throws InputException if its checkpoint is damaged or missing
   */
  public KeptNetwork chosen() {
    KeptNetwork last = last();
    return last.best().isPresent() ? best() : last;
  }

  /**
   * The network after a number of completed epochs.
   *
   * @throws InputException if it was not kept; the message has those that were
   */
  public KeptNetwork after(int epoch) {
    Optional<Checkpoint> found =
        checkpoints.stream()
            .filter(each -> each.epochs().stream().anyMatch(n -> n == epoch))
            .findFirst();
    return read(
        found.orElseThrow(
            () ->
                new InputException(
                    "the run %s keeps no network of epoch %d: %s"
                        .formatted(run.folder(), epoch, instead()))));
  }

  private String instead() {
    List<String> there = epochs().stream().map(n -> "@" + n).toList();
    return "it keeps "
        + (there.isEmpty() ? "only @last" : String.join(", ", there))
        + "; train with --set train.keep=N,... to keep more";
  }

  private static KeptNetwork read(Checkpoint checkpoint) {
    try {
      return new KeptNetwork(checkpoint, checkpoint.read());
    } catch (DamagedException e) {
      throw new InputException(
          "checkpoint %s is damaged: %s; use another network of the run"
              .formatted(checkpoint.folder(), e.getMessage()),
          e);
    }
  }
}
