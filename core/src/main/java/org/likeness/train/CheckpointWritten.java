package org.likeness.train;

import java.nio.file.Path;

/**
 * A checkpoint is safely on disk.
 *
 * @param path its folder
 * @param step updates done
 * @param epoch in which the next step falls
 */
public record CheckpointWritten(Path path, long step, int epoch) {}
