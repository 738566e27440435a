/** Runs made again from their record. */
@NullMarked
package org.likeness.reproduction;

import org.jspecify.annotations.NullMarked;
