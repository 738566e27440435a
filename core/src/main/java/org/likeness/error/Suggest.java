package org.likeness.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Suggests the name nearest to one that does not exist. The distance is written here: its few lines
 * are no reason for a dependency of this package.
 */
public final class Suggest {
  private Suggest() {}

  /**
   * The candidate nearest to {@code name}, where one is near enough: at most one edit for three
   * letters, and one edit for shorter names. Case and the choice of {@code -} or {@code _} are
   * ignored; the first in alphabetical order wins a tie.
   */
  public static Optional<String> nearest(String name, Collection<String> candidates) {
    String wanted = plain(name);
    int limit = Math.max(1, wanted.length() / 3);
    return candidates.stream()
        .filter(candidate -> Math.abs(wanted.length() - candidate.length()) <= limit)
        .sorted()
        .min(Comparator.comparingInt(candidate -> distance(wanted, plain(candidate))))
        .filter(candidate -> distance(wanted, plain(candidate)) <= limit && !candidate.isEmpty());
  }

  /** {@code , did you mean X?} or an empty string: the end of a sentence. */
  public static String phrase(String name, Collection<String> candidates) {
    return nearest(name, candidates)
        .map(candidate -> ", did you mean " + candidate + "?")
        .orElse("");
  }

  /**
   * {@code there is no recipe 'smal', did you mean small?}, or with all names where none is near:
   * the message for a name that does not exist.
   *
   * @param what is looked for, in the singular
   */
  public static String unknown(String what, String name, Collection<String> names) {
    String near = phrase(name, names);
    return "there is no "
        + what
        + " '"
        + name
        + "'"
        + (near.isEmpty() && !names.isEmpty()
            ? ": choose one of " + String.join(", ", names)
            : near);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours between two words (Damerau and
   * Levenshtein's distance in its restricted form, by which no letter is edited twice).
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int substitute = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(substitute, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
