package org.likeness.collection;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Images that are copies of one another, directly or by others between them.
 *
 * @param members the one to keep first, then the others by falling similarity to it; two or more
 * @param lowest the lowest similarity of any two of them: far below the threshold, the group is a
 *     chain
 */
public record DuplicateGroup(List<Member> members, double lowest) {
  public DuplicateGroup {
    members = List.copyOf(members);
    if (members.size() < 2) {
      throw new IllegalArgumentException("a group has two members or more");
    }
  }

  /**
   * A member of a group.
   *
   * @param row its number
   * @param similarity to the one to keep; 1 for that one
   */
  public record Member(int row, double similarity) {}

  /** The row to keep: that with the most pixels. */
  public int keep() {
    return requireNonNull(members.get(0), "a group has members").row();
  }
}
