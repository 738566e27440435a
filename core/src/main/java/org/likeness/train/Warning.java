package org.likeness.train;

/**
 * A warning for the user.
 *
 * @param kind a short name: {@code collapse}, {@code accumulation}, {@code skipped}, {@code data},
 *     {@code damaged}
 * @param message one sentence with the usual remedies
 * @param step updates done when it was detected
 */
public record Warning(String kind, String message, long step) {}
