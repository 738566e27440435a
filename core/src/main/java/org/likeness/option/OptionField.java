package org.likeness.option;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.error.Suggest;

/** One component of an options record, with its {@link Option}. */
public final class OptionField {
  private static final ClassValue<List<OptionField>> ALL =
      new ClassValue<>() {
        @Override
        protected List<OptionField> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(OptionField::new).toList();
        }
      };

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          double.class, Double.class,
          boolean.class, Boolean.class);

  private final RecordComponent component;
  private final String key;
  private final String defaultText;
  private final Range range;
  private final Range size;
  private final String help;

  private OptionField(RecordComponent component) {
    this.component = component;
    this.key = OptionValues.kebab(component.getName());
    Option option = component.getAnnotation(Option.class);
    if (option == null && !component.getType().isRecord()) {
      throw new IllegalArgumentException(
          name() + " has no @Option, which every component of an options record needs");
    }
    this.defaultText = option == null ? "" : option.value();
    this.help = option == null ? "" : option.help();
    this.range = Range.parse(option == null ? "(-inf, inf)" : option.range());
    this.size = Range.parse(option == null ? "[0, inf)" : option.size());
  }

  /**
   * The components of an options record in their order.
   *
   * @throws IllegalArgumentException if one has no {@link Option}
   */
  public static List<OptionField> of(Class<? extends Record> type) {
    return ALL.get(type);
  }

  /** Its key in a recipe: {@code weight-decay} for {@code weightDecay}. */
  public String key() {
    return key;
  }

  /** The type of its values. */
  public Type type() {
    return component.getGenericType();
  }

  /**
   * Its value in a record.
   *
   * @throws IllegalArgumentException if the record is not public
   */
  public Object get(Record options) {
    try {
      return component.getAccessor().invoke(options);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(
          options.getClass().getName() + " is not a public record", e);
    }
  }

  Class<?> rawType() {
    return component.getType();
  }

  Object defaultValue() {
    try {
      Object value = rawType().isRecord() ? nested() : OptionValues.parse(defaultText, type());
      check("", value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the default of " + name() + " is not valid: " + e.getMessage(), e);
    }
  }

  private Object nested() {
    Record record = OptionRecords.defaults(rawType().asSubclass(Record.class));
    for (String assignment : defaultText.isBlank() ? new String[0] : defaultText.split(";", -1)) {
      String[] parts = assignment.split("=", 2);
      OptionField inner = find(record.getClass(), parts[0].strip());
      String text = parts.length == 2 ? parts[1].strip() : "";
      record = OptionRecords.with(record, inner.key, OptionValues.parse(text, inner.type()));
    }
    return record;
  }

  /** The component with that key. */
  static OptionField find(Class<? extends Record> type, String key) {
    List<OptionField> fields = of(type);
    List<String> keys = fields.stream().map(OptionField::key).toList();
    if (!keys.contains(key)) {
      String near = Suggest.phrase(key, keys);
      throw new IllegalArgumentException(
          type.getSimpleName()
              + " has no option "
              + key
              + (near.isEmpty() ? "; it has " + String.join(", ", keys) : near));
    }
    return fields.get(keys.indexOf(key));
  }

  /**
   * The value converted to this component's type; whole numbers are accepted for long and double.
   */
  Object fitting(Object value) {
    return fitting(value, type());
  }

  private Object fitting(Object value, Type type) {
    requireNonNull(value, key + " is null");
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      if (value instanceof List<?> list && generic.getRawType() == List.class) {
        return list.stream().map(each -> fitting(each, element)).toList();
      }
      if (value instanceof Optional<?> optional && generic.getRawType() == Optional.class) {
        return optional.map(each -> fitting(each, element));
      }
    } else {
      Class<?> wanted = BOXES.getOrDefault(type, (Class<?>) type);
      if (wanted.isInstance(value)) {
        return value;
      }
      if (value instanceof Integer number && wanted == Long.class) {
        return number.longValue();
      }
      if ((value instanceof Integer || value instanceof Long) && wanted == Double.class) {
        return ((Number) value).doubleValue();
      }
    }
    throw new IllegalArgumentException(
        "%s must be of type %s but is a %s"
            .formatted(key, type.getTypeName(), value.getClass().getName()));
  }

  /** Throws if a value is not in its range; the message begins with the prefix and the key. */
  void check(String prefix, Object value) {
    String name = prefix + key;
    requireNonNull(value, name + " is null");
    if (value instanceof Record inner) {
      OptionRecords.check(inner, name + ".");
    } else if (value instanceof List<?> list) {
      checkSize(name, list.size());
      list.forEach(element -> checkNumber(name, "contains", element));
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> checkNumber(name, "is", present));
    } else {
      checkNumber(name, "is", value);
    }
  }

  private void checkSize(String name, int count) {
    if (!size.contains(count)) {
      String must = count == 0 ? "not be empty" : "have " + count() + " values but has " + count;
      throw new IllegalArgumentException(name + " must " + must);
    }
  }

  /** The allowed length of a list: {@code 3}, {@code at least 2}, {@code 2 to 4}. */
  private String count() {
    String least = OptionValues.number(size.low());
    if (size.low() == size.high()) {
      return least;
    }
    return Double.isInfinite(size.high())
        ? "at least " + least
        : least + " to " + OptionValues.number(size.high());
  }

  private void checkNumber(String name, String is, Object value) {
    if (value instanceof Number number) {
      range.check(name, is, number);
    }
  }

  /** Its description for display. */
  OptionInfo info(String prefix, Object value) {
    Object plain = plain(value);
    List<String> choices = OptionValues.choices(type());
    return new OptionInfo(prefix + key, plain, kind(), range.phrase(), choices, help);
  }

  private String kind() {
    String kind = OptionValues.phrase(type());
    return size.low() == size.high()
        ? kind.replace("list of", "list of " + OptionValues.number(size.low()))
        : kind;
  }

  private static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(OptionField::plain).toList();
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(OptionField::plain).orElse("");
    }
    return value instanceof Enum<?> constant ? OptionValues.name(constant) : value;
  }

  private String name() {
    return component.getDeclaringRecord().getName() + "." + component.getName();
  }
}
