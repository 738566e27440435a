/**
 * The command line: one class a command, no logic of its own. {@link org.likeness.cli.Console} is
 * the one place that prints.
 */
@NullMarked
package org.likeness.cli;

import org.jspecify.annotations.NullMarked;
