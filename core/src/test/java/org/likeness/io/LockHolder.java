package org.likeness.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.likeness.error.InputException;

/**
 * A process that locks the folder of its argument, says so, and keeps it until its input ends;
 * exits with 2 where the folder is in use. With {@code looks} it only looks, again and again,
 * whether the folder is locked; with {@code looks slowly} once, for a second.
 */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    if (arguments.length > 1 && arguments[1].equals("looks slowly")) {
      lookSlowly(folder);
      return;
    }
    if (arguments.length > 1) {
      say(arguments[1]);
      while (true) {
        FolderLock.isHeld(folder);
        Thread.sleep(1);
      }
    }
    try (FolderLock lock = FolderLock.take(folder, "the folder", "one")) {
      say("locked");
      System.in.readAllBytes();
    } catch (InputException e) {
      System.exit(e.exitCode());
    }
  }

  /** As {@link FolderLock#isHeld}, in a process that must wait for a processor meanwhile. */
  private static void lookSlowly(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve(FolderLock.NAME);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.lock(FolderLock.POSITION, 1, true)) {
      say("looks slowly");
      Thread.sleep(1000);
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }
}
