package org.likeness.option;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records whose components are annotated with {@link Option}: their defaults, checks, copies and
 * descriptions.
 *
 * <p>A record's constructor does not look at ranges. They are checked where options enter: when a
 * recipe is bound, by {@link #with}, and by {@link #check} at the head of whatever takes options
 * from a caller.
 */
public final class OptionRecords {
  private OptionRecords() {}

  /**
   * The record with every option at its default.
   *
   * @throws IllegalArgumentException where a component lacks its annotation, or its default is not
   *     a value of its type and range
   */
  public static <R extends Record> R defaults(Class<R> type) {
    return create(type, OptionField.of(type).stream().map(OptionField::defaultValue).toList());
  }

  /**
   * Checks every option of a record, and of those within.
   *
   * @return the record itself
   * @throws IllegalArgumentException for the first value out of range: {@code crop.min must be in
   *     (0, 1] but is 0}
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
   * @param key as a recipe writes it, {@code flip}; {@code crop.min} for a record within
   * @param value of the option's type; a whole number will do for a number
   * @throws IllegalArgumentException where there is no such option, or the value is of another type
   *     or out of range
   */
  @SuppressWarnings("unchecked") // a record's class is that of its type
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
          field.key() + " has no options of its own, but " + path[1] + " is to be set");
    }
    return with(inner, path[1], value);
  }

  /**
   * The record of these values, checked.
   *
   * @param values one for each component, in their order
   * @throws IllegalArgumentException where a value is out of range, or the record's constructor
   *     refuses them together; the message begins with a key
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
      throw new IllegalStateException(type.getName() + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " is not a public record", e);
    }
  }

  /** All options of a record with their values, those of records within by their path. */
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
