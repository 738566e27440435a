/** The studio: a page to look at runs, images, embeddings and their neighbours. */
@NullMarked
package org.likeness.server.studio;

import org.jspecify.annotations.NullMarked;
