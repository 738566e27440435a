/** YAML onto whatever options record it is handed: overrides, validation, did-you-mean. */
@NullMarked
package org.likeness.recipe;

import org.jspecify.annotations.NullMarked;
