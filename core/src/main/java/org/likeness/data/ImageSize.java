package org.likeness.data;

/**
 * Width and height in pixels, written {@code 640x480}.
 *
 * @param width pixels in a row
 * @param height rows
 */
public record ImageSize(int width, int height) {
  @Override
  public String toString() {
    return width + "x" + height;
  }
}
