package org.likeness.option;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records whose components are annotated with {@link Option}: their defaults, checks, copies and
 * descriptions.
 *
 * <p>A record's constructor does not check ranges. They are checked when a recipe is bound, by
 * {@link #with}, and by {@link #check} in code that takes options from a caller.
 */
public final class OptionRecords {
  private OptionRecords() {}

  /**
   * The record with every option at its default.
   *
   * @throws IllegalArgumentException if a component has no annotation, or its default has the wrong
   *     type or is out of range
   */
  public static <R extends Record> R defaults(Class<R> type) {
    return create(type, OptionField.of(type).stream().map(OptionField::defaultValue).toList());
  }

  /**
   * Checks every option of a record and of its nested records.
   *
   * @return the record itself
   * @throws IllegalArgumentException for the first value out of range, such as {@code crop.min must
   *     be in (0, 1] but is 0}
   */
  public static <R extends Record> R check(R options) {
    check(options, "");
    return options;
  }

  static void check(Record options, String prefix) {
    for (OptionField field : OptionField.of(options.getClass())) {
      field.check(prefix, field.get(options));
    }
  }

  /**
   * A checked copy with another value.
   *
   * @param key as in a recipe, {@code flip}; {@code crop.min} for an option of a nested record
   * @param value of the option's type; a whole number is accepted for a number
   * @throws IllegalArgumentException if there is no such option, or the value has the wrong type or
   *     is out of range
   */
  @SuppressWarnings("unchecked") // a record's class is its type
  public static <R extends Record> R with(R options, String key, Object value) {
    String[] path = key.split("\\.", 2);
    OptionField changed = OptionField.find(options.getClass(), path[0]);
    List<Object> values = new ArrayList<>();
    for (OptionField field : OptionField.of(options.getClass())) {
      Object old = field.get(options);
      values.add(field.key().equals(changed.key()) ? replaced(field, old, path, value) : old);
    }
    return create((Class<R>) options.getClass(), values);
  }

  private static Object replaced(OptionField field, Object old, String[] path, Object value) {
    if (path.length == 1) {
      return field.fitting(value);
    }
    if (!(old instanceof Record inner)) {
      throw new IllegalArgumentException(
          field.key() + " has no options, but " + path[1] + " is to be set");
    }
    return with(inner, path[1], value);
  }

  /**
   * A checked record with these values.
   *
   * @param values one for each component, in their order
   * @throws IllegalArgumentException if a value is out of range, or the record's constructor
   *     rejects them; the message begins with a key
   */
  public static <R extends Record> R create(Class<R> type, List<?> values) {
    List<OptionField> fields = OptionField.of(type);
    for (int i = 0; i < values.size(); i++) {
      fields.get(i).check("", values.get(i));
    }
    Class<?>[] types = fields.stream().map(OptionField::rawType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(type.getName() + " cannot be created", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " is not a public record", e);
    }
  }

  /** All options of a record with their values, those of nested records by their path. */
  public static List<OptionInfo> describe(Record options) {
    List<OptionInfo> all = new ArrayList<>();
    describe(options, "", all);
    return all;
  }

  private static void describe(Record options, String prefix, List<OptionInfo> all) {
    for (OptionField field : OptionField.of(options.getClass())) {
      Object value = field.get(options);
      if (value instanceof Record inner) {
        describe(inner, prefix + field.key() + ".", all);
      } else {
        all.add(field.info(prefix, value));
      }
    }
  }
}
