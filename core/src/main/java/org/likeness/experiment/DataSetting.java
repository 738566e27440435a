package org.likeness.experiment;

import java.util.Optional;
import org.likeness.recipe.Recipe;

/**
 * The images of an experiment.
 *
 * @param key what they are called where they are given on the command line; a data set of that name
 *     is used if none is given
 * @param title for display
 * @param about what to give, for the message where they are missing; may be empty
 * @param recipe another recipe below all rows for these images
 * @param settings above the scale's
 * @param pictures whether pages may show the images
 * @param images number of training images, for a forecast where they are missing; 0 if unknown
 */
public record DataSetting(
    String key,
    String title,
    String about,
    Optional<String> recipe,
    Recipe settings,
    boolean pictures,
    int images) {}
