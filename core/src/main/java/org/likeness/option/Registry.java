package org.likeness.option;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * Things by name: methods, optimizers, evaluations. Those that come with Likeness are first, in
 * their order; a program may register its own. Thread-safe.
 *
 * @param <E> an entry
 */
public final class Registry<E> {
  private final String what;
  private final Function<E, String> name;
  private final List<E> own;
  private final List<E> registered = new CopyOnWriteArrayList<>();

  /**
   * A list.
   *
   * @param what is listed, in the singular, for messages
   * @param name of an entry
   * @param own the entries that come with Likeness
   */
  public Registry(String what, Function<E, String> name, List<E> own) {
    this.what = requireNonNull(what, "what is null");
    this.name = requireNonNull(name, "name is null");
    this.own = List.copyOf(own);
  }

  /** All entries; registered ones come last. */
  public List<E> all() {
    List<E> all = new ArrayList<>(own);
    all.addAll(registered);
    return List.copyOf(all);
  }

  /** All names, in that order. */
  public List<String> names() {
    return all().stream().map(name).toList();
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException where another one has its name
   */
  public synchronized void register(E entry) {
    if (names().contains(name.apply(entry))) {
      throw new IllegalArgumentException(
          "the " + what + " " + name.apply(entry) + " is registered already");
    }
    registered.add(entry);
  }

  /**
   * The entry of a name.
   *
   * @throws InputException where there is none; it names the nearest, or all
   */
  public E named(String wanted) {
    return all().stream()
        .filter(entry -> name.apply(entry).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new InputException(Suggest.unknown(what, wanted, names())));
  }
}
