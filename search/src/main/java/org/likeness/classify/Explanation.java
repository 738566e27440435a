package org.likeness.classify;

import java.util.List;
import org.likeness.classifier.Answer;

/**
 * The classes of an image and why.
 *
 * @param answers the most probable first
 * @param reasons the nearest labelled images, the nearest first
 */
public record Explanation(List<Answer> answers, List<Reason> reasons) {
  public Explanation {
    answers = List.copyOf(answers);
    reasons = List.copyOf(reasons);
  }
}
