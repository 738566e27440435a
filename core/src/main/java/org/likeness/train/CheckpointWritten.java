package org.likeness.train;

import java.nio.file.Path;

/**
 * A checkpoint is safely on disk.
 *
 * @param path its folder
 * @param step updates done
 * @param epoch of the next step
 */
public record CheckpointWritten(Path path, long step, int epoch) {}
