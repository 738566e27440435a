package org.likeness.pretraining;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.likeness.evaluate.copies.CopyReport;
import org.likeness.evaluate.knn.KnnReport;

/**
 * One column of the summary: raw pixels, the network before training, or the trained one.
 *
 * @param name for people
 * @param copies altered copies that find their original, on the test part
 * @param paper kNN by the papers' protocol, on the test part; empty without labels
 * @param best kNN at this column's own best of the grid, which the validation part chose, on the
 *     test part; empty without labels
 */
public record Column(
    String name, CopyReport copies, Optional<KnnReport> paper, Optional<KnnReport> best) {

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    json.set("copies", copies.json());
    paper.ifPresent(report -> json.set("knn", report.json()));
    best.ifPresent(report -> json.set("knn_best_of_grid", report.json()));
    return json;
  }
}
