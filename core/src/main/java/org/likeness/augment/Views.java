package org.likeness.augment;

import java.util.List;

/**
 * All views of a method's step, in order. Sizes may differ (multi-crop).
 *
 * @param views at least one
 */
public record Views(List<View> views) {
  public Views {
    views = List.copyOf(views);
    if (views.isEmpty()) {
      throw new IllegalArgumentException("a method needs at least one view");
    }
  }

  public static Views of(View... views) {
    return new Views(List.of(views));
  }

  /** Two random views of an image. */
  public static Views pair(ViewOptions first, ViewOptions second) {
    return of(new RandomView(first), new RandomView(second));
  }

  public int size() {
    return views.size();
  }

  public View get(int number) {
    return views.get(number);
  }
}
