package org.likeness.table;

/**
 * How far a table that is being written has come; {@code progress.json} in its folder until it is
 * complete.
 *
 * @param nextBatch the first batch that is missing
 * @param rows vectors written
 * @param csvBytes length of the image list
 */
record TableProgress(int nextBatch, int rows, long csvBytes) {}
