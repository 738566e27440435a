/**
 * What commands use to print: console, tables, bars, help, errors, the log. {@link
 * org.likeness.cli.console.Console} is the one place that prints.
 */
@NullMarked
package org.likeness.cli.console;

import org.jspecify.annotations.NullMarked;
