package org.likeness.cli;

/** What {@code --device} names. */
enum Device {
  CPU
}
