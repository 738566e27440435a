package org.likeness.methods;

import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.method.MethodEntry;

/** All methods by name. A new one is a file in this package and an entry in this list. */
public final class Methods {
  private static final List<MethodEntry<?>> ALL =
      List.of(
          new MethodEntry<>(
              "instdisc",
              "InstDisc",
              "Wu, Xiong, Yu and Lin, CVPR 2018, arXiv 1805.01978",
              "every image is a class of its own, told from all others through a memory bank",
              InstDisc.Options.paper(),
              InstDisc::new),
          new MethodEntry<>(
              "invaspread",
              "InvaSpread",
              "Ye, Zhang, Yuen and Chang, CVPR 2019, arXiv 1904.03436",
              "two views of an image agree and the images of a batch lie apart, without a memory",
              InvaSpread.Options.paper(),
              InvaSpread::new));

  private Methods() {}

  /** All methods, in the order of their papers. */
  public static List<MethodEntry<?>> all() {
    return ALL;
  }

  /** All names, in that order. */
  public static List<String> names() {
    return ALL.stream().<String>map(MethodEntry::name).toList();
  }

  /**
   * The method of that name.
   *
   * @throws InputException where there is none; it names the nearest and all others
   */
  public static MethodEntry<?> named(String name) {
    for (MethodEntry<?> entry : ALL) {
      if (entry.name().equals(name)) {
        return entry;
      }
    }
    throw new InputException(
        "there is no method '"
            + name
            + "'"
            + Suggest.nearest(name, names()).map(near -> " (did you mean " + near + "?)").orElse("")
            + ": choose one of "
            + String.join(", ", names()));
  }
}
