/** Search among the rows of embedding tables. */
@NullMarked
package org.likeness.search;

import org.jspecify.annotations.NullMarked;
