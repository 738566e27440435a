package org.likeness.experiment;

import java.util.ArrayList;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.responses.Responses;
import org.likeness.evaluate.responses.ResponsesReader;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.FeatureKind;
import org.likeness.finetune.SemiReader;
import org.likeness.option.OptionRecords;

/**
 * What measures the networks of an experiment: an evaluation of the list, or one that needs the
 * whole run.
 *
 * @param name in the file, and of its reports
 * @param defaults its options where nothing is said
 * @param features those that it usually takes
 * @param reader of its reports
 * @param measuring measures a network
 */
public record MeasureKind(
    String name, Record defaults, FeatureKind features, ReportReader reader, RunMeasure measuring) {
  private static final List<MeasureKind> OF_RUNS =
      List.of(
          new MeasureKind(
              "semi",
              OptionRecords.defaults(SemiMeasure.Options.class),
              FeatureKind.BACKBONE,
              new SemiReader(),
              new SemiMeasure()),
          new MeasureKind(
              Responses.NAME,
              OptionRecords.defaults(ResponsesMeasure.Options.class),
              FeatureKind.BACKBONE,
              new ResponsesReader(),
              new ResponsesMeasure()));

  /**
   * What has a name.
   *
   * @throws InputException if nothing has
   */
  static MeasureKind named(String name) {
    List<MeasureKind> all = new ArrayList<>(OF_RUNS);
    Evaluations.all().forEach(entry -> all.add(of(entry)));
    return all.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    Suggest.unknown(
                        "evaluation", name, all.stream().map(MeasureKind::name).toList())));
  }

  private static MeasureKind of(EvaluationEntry<?> entry) {
    return new MeasureKind(
        entry.name(),
        entry.defaults(),
        entry.features(),
        entry.reader(),
        new NetworkMeasure(entry));
  }
}
