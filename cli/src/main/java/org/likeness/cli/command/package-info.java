/** One class per command, without logic of its own, and arguments that several commands share. */
@NullMarked
package org.likeness.cli.command;

import org.jspecify.annotations.NullMarked;
