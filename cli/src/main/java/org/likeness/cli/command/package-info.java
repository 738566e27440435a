/** One class a command, no logic of its own, and the arguments that several share. */
@NullMarked
package org.likeness.cli.command;

import org.jspecify.annotations.NullMarked;
