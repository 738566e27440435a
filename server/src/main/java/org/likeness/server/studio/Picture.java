package org.likeness.server.studio;

/**
 * An encoded image for the page.
 *
 * @param type its media type
 * @param bytes its file
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read only
record Picture(String type, byte[] bytes) {}
