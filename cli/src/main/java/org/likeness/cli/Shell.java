package org.likeness.cli;

/** Shells that the completion script serves. */
enum Shell {
  BASH,
  ZSH
}
