/** The command line's entry point and its tree of commands. */
@NullMarked
package org.likeness.cli;

import org.jspecify.annotations.NullMarked;
