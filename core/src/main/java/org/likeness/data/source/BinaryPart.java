package org.likeness.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.likeness.error.InputException;

/**
 * One file of a binary data set.
 *
 * @param split the part it belongs to; files of one split follow each other
 * @param records the images
 * @param pixelsAt where the pixels begin in a record
 * @param labels of each record; empty where there are none
 * @param attributes of each record; empty where there are none
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, never compared
record BinaryPart(
    String split,
    Records records,
    int pixelsAt,
    int[] labels,
    List<Map<String, String>> attributes) {

  /**
   * The byte at one position of all records, which must be in [first, first + classes); the result
   * counts from 0.
   */
  static int[] labels(Path file, Records records, int position, int first, int classes) {
    int[] labels = new int[records.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = records.at(i, position) - first;
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new InputException(
            file
                + " is damaged: the label of image "
                + i
                + " is "
                + (labels[i] + first)
                + ", expected "
                + first
                + " to "
                + (first + classes - 1)
                + "; download the file again");
      }
    }
    return labels;
  }
}
