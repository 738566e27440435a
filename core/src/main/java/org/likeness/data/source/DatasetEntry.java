package org.likeness.data.source;

/**
 * A data set that can be opened by name.
 *
 * @param name as {@link Datasets#open(String, DataOptions)} takes it
 * @param description what is in it, in one line
 * @param home where it comes from
 * @param licence its licence, as far as its owners state one
 * @param downloads true where it is downloaded if it is missing
 * @param bundled true where it is included
 */
public record DatasetEntry(
    String name,
    String description,
    String home,
    String licence,
    boolean downloads,
    boolean bundled) {}
