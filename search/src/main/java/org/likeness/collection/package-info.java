/**
 * Work on a collection of images by their embeddings: duplicates, leaks between two collections,
 * outliers, clusters, a selection that covers it. All of it goes through the rows in tiles: memory
 * grows with the number of images, never with its square.
 */
@NullMarked
package org.likeness.collection;

import org.jspecify.annotations.NullMarked;
