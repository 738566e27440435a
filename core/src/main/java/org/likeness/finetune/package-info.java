/** Fine-tuning: supervised runs that begin from an encoder, beside training from scratch. */
@NullMarked
package org.likeness.finetune;

import org.jspecify.annotations.NullMarked;
