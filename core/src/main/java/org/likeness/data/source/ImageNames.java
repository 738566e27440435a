package org.likeness.data.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the names of files and classes say. */
final class ImageNames {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp");

  /**
   * The order of ids: by code point, on every machine. It is the order of the UTF-8 bytes, and
   * differs from {@link String#compareTo} where a character beyond U+FFFF meets one from U+E000 to
   * U+FFFF.
   */
  static final Comparator<String> ORDER = ImageNames::compare;

  private ImageNames() {}

  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** True for {@code .git}, {@code ._photo.jpg} and the folder that macOS puts into archives. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.equals("__MACOSX");
  }

  /**
   * Sorted names without repetition: by value where all are whole numbers, so that class 10 follows
   * class 9, else by code point.
   */
  static List<String> sortedClasses(Collection<String> names) {
    boolean numbers =
        names.stream()
            .allMatch(
                n ->
                    !n.isEmpty()
                        && n.length() <= 9
                        && n.chars().allMatch(c -> c >= '0' && c <= '9'));
    Comparator<String> byValue = Comparator.comparingInt(Integer::parseInt);
    return names.stream()
        .distinct()
        .sorted(numbers ? byValue.thenComparing(ORDER) : ORDER)
        .toList();
  }

  /** From a class's name to its index. */
  static Map<String, Integer> indices(List<String> classNames) {
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < classNames.size(); i++) {
      indices.put(classNames.get(i), i);
    }
    return Map.copyOf(indices);
  }

  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for code points above all others, though their own values lie below
        // U+E000.
        boolean high = Character.isSurrogate(x);
        return high == Character.isSurrogate(y) ? Character.compare(x, y) : high ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
