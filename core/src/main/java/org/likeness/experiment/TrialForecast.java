package org.likeness.experiment;

import java.util.Optional;
import org.likeness.pretraining.Cost;
import org.likeness.pretraining.RunIdentity;

/**
 * What would be done for a trial.
 *
 * @param trial the trial
 * @param state what is there
 * @param identity of its run; empty if it begins from a run that is not finished
 * @param cost of its training from the start; empty if nothing is trained or it cannot be measured
 * @param remark what the cost was measured with, where not with its images; may be empty
 */
public record TrialForecast(
    Trial trial, State state, Optional<RunIdentity> identity, Optional<Cost> cost, String remark) {

  /** What is there of the run of a trial. */
  public enum State {
    /** It is trained. */
    TRAINED,
    /** It was stopped and would go on. */
    STOPPED,
    /** It would be trained. */
    MISSING,
    /** An earlier trial would train it. */
    SHARED;

    /** For a table. */
    public String phrase() {
      return switch (this) {
        case TRAINED -> "is there";
        case STOPPED -> "goes on";
        case MISSING -> "to train";
        case SHARED -> "shared";
      };
    }
  }

  /** Seconds of training; 0 if nothing is trained. */
  public double seconds() {
    boolean trains = state == State.MISSING || state == State.STOPPED;
    return trains ? cost.map(each -> each.secondsPerEpoch() * each.epochsLeft()).orElse(0.0) : 0;
  }
}
