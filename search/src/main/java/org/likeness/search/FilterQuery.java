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

/** A {@link Filter} in Lucene's terms. */
final class FilterQuery {
  private FilterQuery() {}

  /**
   * The query of a filter.
   *
   * @param tables numbers of the tables by their names
   */
  static Query of(Filter filter, Map<String, Integer> tables) {
    if (filter.isAll()) {
      return new MatchAllDocsQuery();
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    filter.values().forEach((column, values) -> all.add(any(column, values, tables), Occur.FILTER));
    return new ConstantScoreQuery(all.build());
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
        any.add(new WildcardQuery(new Term(column, value)), Occur.SHOULD);
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
