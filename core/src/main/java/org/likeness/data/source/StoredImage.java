package org.likeness.data.source;

import org.likeness.data.ImageInfo;

/**
 * An image and where its encoded bytes lie.
 *
 * @param info what the header and the layout say
 * @param file relative to the data set's base; the same string as the id for a folder, so that it
 *     costs nothing
 * @param offset where its bytes begin in that file
 * @param length how many bytes
 */
record StoredImage(ImageInfo info, String file, long offset, long length) {}
