package org.likeness.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The images that an epoch visits.
 *
 * @param indices images in the order in which they are visited
 * @param partners for each of them the image that a partner view shows; usually the image itself
 * @param targets for each of them the target (true label, instance number, pseudo-label); empty
 *     where the method needs none
 */
@SuppressWarnings("ArrayRecordComponent") // built once an epoch, read by the loader
public record Plan(int[] indices, int[] partners, long[] targets) {
  public Plan {
    if (partners.length != indices.length
        || targets.length != 0 && targets.length != indices.length) {
      throw new IllegalArgumentException(
          "a plan of "
              + indices.length
              + " images has "
              + partners.length
              + " partners and "
              + targets.length
              + " targets");
    }
  }

  /** How often the image of each place was visited at earlier places of the plan. */
  public int[] visits() {
    Map<Integer, Integer> seen = new HashMap<>();
    return Arrays.stream(indices).map(image -> seen.merge(image, 1, Integer::sum) - 1).toArray();
  }

  /** A plan without partners and targets. */
  public static Plan of(int[] indices) {
    return new Plan(indices, indices, new long[0]);
  }
}
