package org.likeness.experiment;

import java.util.List;
import org.likeness.recipe.Recipe;

/**
 * An experiment at one scale.
 *
 * @param recipe the recipe below all rows
 * @param settings above the recipe
 * @param data the images, in order; each has a table of its own
 * @param seeds of all rows that have none of their own
 * @param differences how the set-up differs from the paper's, sentences
 */
public record ScaleSetting(
    String recipe,
    Recipe settings,
    List<DataSetting> data,
    List<Long> seeds,
    List<String> differences) {
  public ScaleSetting {
    data = List.copyOf(data);
    seeds = List.copyOf(seeds);
    differences = List.copyOf(differences);
  }
}
