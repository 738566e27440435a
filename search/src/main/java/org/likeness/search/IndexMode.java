package org.likeness.search;

/** How an index answers a query. */
public enum IndexMode {
  /** Every row that matches the filter is compared. */
  EXACT,
  /** A graph of neighbours leads to the nearest rows; a few of them may be missed. */
  APPROXIMATE
}
