package org.likeness.server.studio;

import org.likeness.io.Digests;

/**
 * An encoded image for the page.
 *
 * @param type its media type
 * @param bytes its file
 * @param tag names its content, as an {@code ETag}
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read only
record Picture(String type, byte[] bytes, String tag) {
  Picture(String type, byte[] bytes) {
    this(type, bytes, '"' + Digests.content(bytes) + '"');
  }
}
