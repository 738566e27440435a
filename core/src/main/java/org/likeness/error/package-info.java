/** Exceptions whose message is one sentence for the user, with an exit code. */
@NullMarked
package org.likeness.error;

import org.jspecify.annotations.NullMarked;
