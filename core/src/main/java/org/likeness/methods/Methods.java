package org.likeness.methods;

import java.util.List;
import org.likeness.method.MethodEntry;
import org.likeness.option.Registry;

/**
 * All methods by name. A new one is a file in this package and an entry in this list; a program
 * that brings its own registers it.
 */
public final class Methods {
  private static final Registry<MethodEntry<?>> REGISTRY =
      new Registry<>(
          "method",
          MethodEntry::name,
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
                  InvaSpread::new),
              new MethodEntry<>(
                  "supervised",
                  "Supervised",
                  "cross-entropy on labels, the reference of the papers' tables",
                  "a classifier trained on labels, to compare with",
                  Supervised.Options.paper(),
                  Supervised::new)));

  private Methods() {}

  /** All methods, in the order of their papers; registered ones come last. */
  public static List<MethodEntry<?>> all() {
    return REGISTRY.all();
  }

  /** All names, in that order. */
  public static List<String> names() {
    return REGISTRY.names();
  }

  /**
   * Adds a method of one's own, so that recipes find it by its name.
   *
   * @throws IllegalArgumentException where another method has that name
   */
  public static void register(MethodEntry<?> entry) {
    REGISTRY.register(entry);
  }

  /**
   * The method of that name.
   *
   * @throws org.likeness.error.InputException where there is none; it names the nearest, or all
   */
  public static MethodEntry<?> named(String name) {
    return REGISTRY.named(name);
  }
}
