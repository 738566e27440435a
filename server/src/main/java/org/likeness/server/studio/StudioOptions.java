package org.likeness.server.studio;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import org.likeness.server.ServerAddress;

/**
 * What a studio shows, and where.
 *
 * @param runs the folder of runs; need not exist
 * @param index the folder of an index; empty to show runs alone
 * @param address where it listens
 */
public record StudioOptions(Path runs, Optional<Path> index, ServerAddress address) {
  /** The port that is used where none is asked for. */
  public static final int PORT = 7007;

  public StudioOptions {
    requireNonNull(runs, "runs is null");
    requireNonNull(index, "index is null");
    requireNonNull(address, "address is null");
  }
}
