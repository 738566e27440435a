package org.likeness.io;

import java.io.IOException;
import java.nio.file.Path;
import org.likeness.error.InputException;

/**
 * A process that locks the folder of its argument, says so, and keeps it until its input ends;
 * exits with 2 where the folder is in use. With a second argument it only looks, again and again,
 * whether the folder is locked.
 */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length > 1) {
      System.out.println(arguments[1]);
      System.out.flush();
      while (true) {
        FolderLock.isHeld(Path.of(arguments[0]));
        Thread.sleep(1);
      }
    }
    try (FolderLock lock = FolderLock.take(Path.of(arguments[0]), "the folder", "one")) {
      System.out.println("locked");
      System.out.flush();
      System.in.readAllBytes();
    } catch (InputException e) {
      System.exit(e.exitCode());
    }
  }
}
