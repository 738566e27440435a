package org.likeness.cli.command;

import java.util.List;
import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.finetune.FineTuneListener;
import org.likeness.finetune.FineTuneProtocol;
import org.likeness.finetune.FineTuning;
import org.likeness.finetune.SemiReader;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness evaluate semi}: the whole network trained on shares of the labels. */
@CommandLine.Command(
    name = "semi",
    customSynopsis = "./likeness evaluate semi RUN [OPTIONS]",
    description = {
      "Semi-supervised learning: the whole network trained on shares of the labels, from the encoder and from scratch.",
      "",
      "Needs labels: one folder per class, a CSV with labels, or a data set with labels. Each share has about that share of every class,"
          + " drawn with the seed of the run, and is part of the larger ones. Each training is a run below RUN/finetune, is resumed after"
          + " Ctrl-C, and is not repeated. The report is evaluations/semi.json; with other images, options or"
          + " shares than the usual ones it has a name of its own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness evaluate semi last",
      "  ./likeness evaluate semi last --labels 10,100 --no-scratch",
      "  ./likeness evaluate semi last --labels 1,10 --head-layers 1 --distill-epochs 50    the three steps of SimCLR v2"
    })
public final class EvaluateSemiCommand extends FineTuneCommand {
  private static final List<Double> USUAL = List.of(1.0, 2.0, 4.0, 10.0, 20.0);

  @Option(
      names = "--labels",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "1,2,4,10,20",
      description = "Shares of the labels, in percent. Default: ${DEFAULT-VALUE}.")
  private List<Double> labels = List.of();

  public EvaluateSemiCommand(Console console) {
    super(console);
  }

  @Override
  FineTuneProtocol usual() {
    return FineTuneProtocol.INSTDISC;
  }

  @Override
  Optional<Report> report(FineTuning tuning, FineTuneListener listener) {
    return tuning.shares(FineTuneArguments.shares(labels), listener);
  }

  @Override
  String evaluation() {
    return "semi";
  }

  @Override
  List<String> settings() {
    List<Double> rising = labels.stream().distinct().sorted().toList();
    return rising.equals(USUAL) ? List.of() : List.of("labels=" + rising);
  }

  @Override
  ReportReader reader() {
    return new SemiReader();
  }
}
