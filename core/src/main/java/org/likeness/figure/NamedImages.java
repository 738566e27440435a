package org.likeness.figure;

import org.likeness.data.Dataset;
import org.likeness.image.Image;

/** Opens the images that a report names, so that its figure can be drawn. */
public interface NamedImages {
  /**
   * An image by its identity.
   *
   * @param id see {@link org.likeness.data.ImageInfo#id}
   * @throws org.likeness.error.InputException if there is no such image
   * @throws org.likeness.error.RunException if it cannot be decoded
   */
  Image image(String id);

  /** The images of a data set. */
  static NamedImages of(Dataset dataset) {
    return new DatasetImages(dataset);
  }
}
