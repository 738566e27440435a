package org.likeness.neighbours;

/**
 * The k best of what was offered, in double precision: a heap with the worst on top. Rows must be
 * offered by rising number; of equal similarities the lower number is the better one, so a newcomer
 * replaces the worst only where it is truly more similar.
 */
final class Nearest {
  private final double[] values;
  private final int[] rows;
  private int size;

  Nearest(int k) {
    this.values = new double[k];
    this.rows = new int[k];
  }

  /** Offers scores that belong to rows {@code first}, {@code first + 1} and so on. */
  void offer(double[] scores, int first) {
    int i = 0;
    for (; i < scores.length && size < values.length; i++) {
      add(scores[i], first + i);
    }
    for (; i < scores.length; i++) {
      if (scores[i] > values[0]) {
        replaceWorst(scores[i], first + i);
      }
    }
  }

  /** Empties the heap into the two arrays, the best first. */
  void drain(int[] indices, double[] similarities) {
    while (size > 0) {
      indices[size - 1] = rows[0];
      similarities[size - 1] = values[0];
      size--;
      replaceWorst(values[size], rows[size]);
    }
  }

  private void add(double value, int row) {
    int place = size++;
    while (place > 0 && worse(value, row, (place - 1) / 2)) {
      set(place, values[(place - 1) / 2], rows[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    set(place, value, row);
  }

  private void replaceWorst(double value, int row) {
    int place = 0;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && worse(values[child + 1], rows[child + 1], child)) {
        child++;
      }
      if (worse(value, row, child)) {
        break;
      }
      set(place, values[child], rows[child]);
      place = child;
    }
    set(place, value, row);
  }

  private boolean worse(double value, int row, int place) {
    return value < values[place] || value == values[place] && row > rows[place];
  }

  private void set(int place, double value, int row) {
    values[place] = value;
    rows[place] = row;
  }
}
