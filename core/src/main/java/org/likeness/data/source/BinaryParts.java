package org.likeness.data.source;

import java.util.List;

/** The files of a binary data set, in order, and the names of its classes. */
record BinaryParts(List<BinaryPart> parts, List<String> classNames) {
  BinaryParts {
    parts = List.copyOf(parts);
    classNames = List.copyOf(classNames);
  }
}
