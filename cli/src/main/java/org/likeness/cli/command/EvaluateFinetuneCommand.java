package org.likeness.cli.command;

import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.finetune.FineTuneListener;
import org.likeness.finetune.FineTuneProtocol;
import org.likeness.finetune.FineTuneReader;
import org.likeness.finetune.FineTuning;
import picocli.CommandLine;

/** {@code likeness evaluate finetune}: the whole network trained on all labels. */
@CommandLine.Command(
    name = "finetune",
    customSynopsis = "./likeness evaluate finetune RUN [OPTIONS]",
    description = {
      "Fine-tuning: the whole network trained on all labels, from the encoder and from scratch.",
      "",
      "Needs labels: one folder per class, a CSV with labels, or a data set with labels. Each training is a run below RUN/finetune, is"
          + " resumed after Ctrl-C, and is not repeated. The report is evaluations/finetune.json;"
          + " with other images or options than the usual ones it has a name of its own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness evaluate finetune last",
      "  ./likeness evaluate finetune runs/first --protocol simclr --epochs 10"
    })
public final class EvaluateFinetuneCommand extends FineTuneCommand {
  public EvaluateFinetuneCommand(Console console) {
    super(console);
  }

  @Override
  FineTuneProtocol usual() {
    return FineTuneProtocol.LIGHTLY;
  }

  @Override
  Optional<Report> report(FineTuning tuning, FineTuneListener listener) {
    return tuning.all(listener);
  }

  @Override
  String evaluation() {
    return "finetune";
  }

  @Override
  ReportReader reader() {
    return new FineTuneReader();
  }
}
