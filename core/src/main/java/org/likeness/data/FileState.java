package org.likeness.data;

/**
 * What shows without reading a stored image whether it may have changed.
 *
 * @param bytes its size; -1 where that is not known
 * @param modified when its file was changed, in nanoseconds since 1970; -1 where that is not known
 */
public record FileState(long bytes, long modified) {
  /** Nothing is known. */
  public static final FileState UNKNOWN = new FileState(-1, -1);
}
