package org.likeness.train;

/**
 * Something that the user should know.
 *
 * @param kind a short name: {@code collapse}, {@code accumulation}, {@code skipped}
 * @param message one sentence with the usual cures
 * @param step updates done when it was noticed
 */
public record Warning(String kind, String message, long step) {}
