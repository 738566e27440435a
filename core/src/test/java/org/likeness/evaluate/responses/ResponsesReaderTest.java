package org.likeness.evaluate.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.likeness.classifier.Answer;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classifier.LinearLayer;
import org.likeness.classifier.Scaling;
import org.likeness.contract.ReaderContract;
import org.likeness.data.Dataset;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.features.FeatureKind;
import org.likeness.features.SmallImages;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.figure.ResponseSheet;
import org.likeness.io.Json;

/** What is shown of the answers of a classifier. */
final class ResponsesReaderTest {
  private static final ReportReader READER = new ResponsesReader();
  private static final Dataset IMAGES = new SmallImages(6, true);

  private static final FeatureClassifier CLASSIFIER =
      new FeatureClassifier(
          FeatureKind.BACKBONE,
          Scaling.none(1),
          new LinearLayer(new float[] {1, 2}, new float[] {0, 0}),
          List.of("red", "blue"),
          "hash",
          "linear");

  private static void row(ArrayNode rows, int image, double first, double second) {
    ObjectNode row = rows.addObject();
    row.put("image", IMAGES.info(image).id()).put("class", IMAGES.labelName(image));
    ArrayNode answers = row.putArray("answers");
    answers.addObject().put("class", "blue").put("probability", first);
    answers.addObject().put("class", "red").put("probability", second);
  }

  private static Report report(boolean empty) {
    ObjectNode body = Json.object().put("images", empty ? 0 : 2).put("protocol", "said");
    ArrayNode rows = body.putArray("rows");
    if (!empty) {
      row(rows, 0, 0.625, 0.25);
      row(rows, 5, 1, 0);
    }
    return Report.of("responses", body);
  }

  @Test
  void eachImageHasItsFirstAnswer() {
    Report report = report(false);
    ReaderContract.check(READER, report, NamedImages.of(IMAGES));
    assertThat(READER.table(report))
        .containsExactly(
            List.of("image", "class", "answer", "probability"),
            List.of(IMAGES.info(0).id(), "red", "blue", "62.5 %"),
            List.of(IMAGES.info(5).id(), "blue", "blue", "100.0 %"));
    assertThat(READER.summary(report)).containsExactly(Map.entry("images with answers", "2"));
  }

  @Test
  void theFigureHasAllAnswersBesideTheImages() throws Exception {
    ResponseSheet expected =
        new ResponseSheet(
            "Answers of the classifier",
            List.of(
                new ResponseSheet.Row(
                    IMAGES.load(0),
                    "red",
                    List.of(
                        new ResponseSheet.Bar("blue", 0.625), new ResponseSheet.Bar("red", 0.25))),
                new ResponseSheet.Row(
                    IMAGES.load(5),
                    "blue",
                    List.of(new ResponseSheet.Bar("blue", 1), new ResponseSheet.Bar("red", 0)))));
    assertThat(Figures.svg(READER.figure(report(false), NamedImages.of(IMAGES)).orElseThrow()))
        .isEqualTo(Figures.svg(expected));
  }

  /** Files have no class. */
  @Test
  void anImageWithoutAClassHasTheNameOfItsFile() throws Exception {
    String id = IMAGES.info(0).id();
    Responses responses = new Responses(CLASSIFIER);
    responses.add(id, Optional.empty(), List.of(new Answer(1, "blue", 0.75)));
    Report report = responses.report("from files", 1);
    assertThat(READER.table(report).get(1)).containsExactly(id, "-", "blue", "75.0 %");
    ResponseSheet expected =
        new ResponseSheet(
            "Answers of the classifier",
            List.of(
                new ResponseSheet.Row(
                    IMAGES.load(0),
                    id.substring(id.lastIndexOf('/') + 1),
                    List.of(new ResponseSheet.Bar("blue", 0.75)))));
    assertThat(Figures.svg(READER.figure(report, NamedImages.of(IMAGES)).orElseThrow()))
        .isEqualTo(Figures.svg(expected));
    assertThat(report.protocol())
        .isEqualTo(
            "1 image from files, the 1 most probable classes of the classifier by linear, backbone features");
    assertThat(report.json().path("encoder").asText()).isEqualTo("hash");
  }

  @Test
  void noImagesHaveNoFigure() {
    assertThat(READER.figure(report(true), NamedImages.of(IMAGES))).isEmpty();
    assertThat(READER.table(report(true))).hasSize(1);
  }
}
