package org.likeness.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;

/** A {@link Filter} in Lucene's terms. */
final class FilterQuery {
  /** Lucene takes 1,024. */
  private static final int MOST = 1000;

  /** Longer ones cannot be in an index, even if each character has a backslash. */
  private static final int MOST_CHARACTERS = 2000;

  private static final int SHOWN = 60;

  private FilterQuery() {}

  /**
   * The query of a filter.
   *
   * @param tables numbers of the tables by their names
   * @throws InputException if it has too many values with wildcards, or one is too long or too
   *     complex
   */
  static Query of(Filter filter, Map<String, Integer> tables) {
    if (filter.isAll()) {
      return new MatchAllDocsQuery();
    }
    requireFew(filter);
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    filter.values().forEach((column, values) -> all.add(any(column, values, tables), Occur.FILTER));
    return new ConstantScoreQuery(all.build());
  }

  private static void requireFew(Filter filter) {
    long patterns =
        filter.values().values().stream().flatMap(List::stream).filter(Wildcards::has).count();
    if (patterns + filter.values().size() > MOST) {
      throw new InputException(
          "a filter can have %,d columns and values with * or ? at most but has %,d"
              .formatted(MOST, patterns + filter.values().size()));
    }
  }

  private static Query pattern(String column, String value) {
    try {
      if (value.length() <= MOST_CHARACTERS) {
        return new WildcardQuery(new Term(column, value));
      }
    } catch (TooComplexToDeterminizeException e) {
      throw tooComplex(column, value, e);
    }
    throw tooComplex(column, value, null);
  }

  private static InputException tooComplex(String column, String value, @Nullable Exception e) {
    String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    String message =
        "the filter %s=%s cannot be searched for: write it shorter, with fewer ? after a *"
            .formatted(column, shown);
    return e == null ? new InputException(message) : new InputException(message, e);
  }

  private static Query any(String column, List<String> values, Map<String, Integer> tables) {
    if (column.equals(Fields.TABLE)) {
      return terms(
          column,
          tables.keySet().stream()
              .filter(name -> values.stream().anyMatch(value -> Wildcards.matches(value, name)))
              .map(name -> String.valueOf(tables.get(name)))
              .toList());
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    List<String> plain = new ArrayList<>();
    for (String value : values) {
      if (Wildcards.has(value)) {
        any.add(pattern(column, value), Occur.SHOULD);
      } else {
        plain.add(Wildcards.literal(value));
      }
    }
    if (!plain.isEmpty()) {
      any.add(terms(column, plain), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query terms(String column, List<String> values) {
    return values.isEmpty()
        ? new MatchNoDocsQuery()
        : new TermInSetQuery(column, values.stream().map(BytesRef::new).toList());
  }
}
