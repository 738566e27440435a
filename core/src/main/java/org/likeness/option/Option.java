package org.likeness.option;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Defines an option, on a component of an options record:
 *
 * <pre>
 *   &#64;Option(value = "0.9", range = "[0, 1)", help = "momentum of SGD") double momentum
 * </pre>
 *
 * <p>Components are String, boolean, int, long, double, an enum, a List or an Optional of these, or
 * another options record, which needs no annotation. Checks of several options together belong in
 * the record's compact constructor.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
  /**
   * The default, as text: {@code 0.1}; {@code cosine-epoch} for the constant {@code COSINE_EPOCH};
   * {@code 1, 5, 20} for a list. Empty for an empty string, list or Optional. For a component that
   * is an options record: the options that differ from that record's defaults, {@code k = 20; tau =
   * 0.1}.
   */
  String value() default "";

  /**
   * The range of a number, or of each number of a list: {@code [0, 1)}, {@code (0, inf)}. A number
   * must always be finite.
   */
  String range() default "(-inf, inf)";

  /** The range of the length of a list: {@code [3, 3]}, {@code [1, inf)}. */
  String size() default "[0, inf)";

  /** A description in lower case without a full stop, with the unit if there is one. */
  String help() default "";
}
