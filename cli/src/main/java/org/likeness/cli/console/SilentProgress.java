package org.likeness.cli.console;

/** Shows nothing: for {@code --quiet} and {@code --json}. */
final class SilentProgress implements TaskProgress {
  @Override
  public void from(long done) {}

  @Override
  public void to(long done) {}

  @Override
  public void note(String text) {}

  @Override
  public void close() {}
}
