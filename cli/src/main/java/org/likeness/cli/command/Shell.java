package org.likeness.cli.command;

/** Shells that the completion script serves. */
enum Shell {
  BASH,
  ZSH
}
