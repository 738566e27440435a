package org.likeness.image;

/**
 * What the decoder needs to know before it decodes.
 *
 * @param width of the pixels as they are stored, before rotation
 * @param height as {@code width}
 * @param orientation EXIF orientation, 1 to 8
 * @param plain nothing that needs ImageIO: no CMYK, palette, colour key or animation
 */
record ParsedHeader(Format format, int width, int height, int orientation, boolean plain) {
  /** What {@link ImageHeader} says: the size after rotation. */
  ImageHeader upright() {
    return Orientation.swapsSides(orientation)
        ? new ImageHeader(format.label, height, width)
        : new ImageHeader(format.label, width, height);
  }
}
