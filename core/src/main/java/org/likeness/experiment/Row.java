package org.likeness.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.likeness.recipe.Recipe;

/**
 * A row of an experiment.
 *
 * @param id its name in the file
 * @param title for display
 * @param titles other titles at a scale
 * @param kind what is measured
 * @param of the row whose run a row without one belongs to: its untrained network, the pixels as
 *     its network sees them; empty for the first row that trains
 * @param from the row whose encoder this row begins from
 * @param settings of its run
 * @param at further settings by scale
 * @param on further settings by the key of the images
 * @param scales in which it exists; empty for all
 * @param data keys of the images for which it exists; empty for all
 * @param seeds of its own; empty for the scale's
 * @param measures the evaluations of this row; empty for all
 * @param x its place on the horizontal axis of a chart
 * @param published values of the paper by column
 * @param note a sentence below the table; may be empty
 */
public record Row(
    String id,
    String title,
    Map<Scale, String> titles,
    Kind kind,
    Optional<String> of,
    Optional<String> from,
    Recipe settings,
    Map<Scale, Recipe> at,
    Map<String, Recipe> on,
    List<Scale> scales,
    List<String> data,
    List<Long> seeds,
    List<String> measures,
    OptionalDouble x,
    Map<String, Published> published,
    String note) {

  /** What a row measures. */
  public enum Kind {
    /** The network of a run of its own. */
    TRAINED,
    /** The network of another row's run before its first step. */
    UNTRAINED,
    /** Raw pixels. */
    PIXELS,
    /** Nothing: the paper's values alone. */
    PUBLISHED
  }

  public Row {
    titles = Map.copyOf(titles);
    at = Map.copyOf(at);
    on = Map.copyOf(on);
    scales = List.copyOf(scales);
    data = List.copyOf(data);
    seeds = List.copyOf(seeds);
    measures = List.copyOf(measures);
    published = Map.copyOf(published);
  }

  /** The title at a scale. */
  String title(Scale scale) {
    return titles.getOrDefault(scale, title);
  }

  /** True if the row is measured at a scale on some images. */
  boolean isAt(Scale scale, String key) {
    return kind != Kind.PUBLISHED
        && (scales.isEmpty() || scales.contains(scale))
        && (data.isEmpty() || data.contains(key));
  }
}
