package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Facts about an image before it is decoded.
 *
 * @param id stable name within its data set: relative path, {@code shard.tar/file}, or the number
 *     in a binary file
 * @param width pixels, from the header
 * @param height pixels, from the header
 * @param label index into {@link Dataset#classNames()}; empty where the image has none
 * @param group images of one group are never separated by a split (the same symbol in two drawing
 *     styles, shots of one scene)
 * @param split the part that the data set itself assigns it to: {@code train}, {@code val}, {@code
 *     test}, {@code unlabeled}
 * @param attributes further columns by name
 */
public record ImageInfo(
    String id,
    int width,
    int height,
    OptionalInt label,
    Optional<String> group,
    Optional<String> split,
    Map<String, String> attributes) {
  public ImageInfo {
    requireNonNull(id, "id is null");
    requireNonNull(label, "label is null");
    requireNonNull(group, "group is null");
    requireNonNull(split, "split is null");
    attributes = Map.copyOf(attributes);
  }
}
