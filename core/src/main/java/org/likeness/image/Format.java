package org.likeness.image;

/** The kinds of files that are read, recognised by their first bytes, never by their names. */
enum Format {
  JPEG("jpeg"),
  PNG("png"),
  GIF("gif"),
  BMP("bmp"),
  WEBP("webp");

  final String label;

  Format(String label) {
    this.label = label;
  }
}
