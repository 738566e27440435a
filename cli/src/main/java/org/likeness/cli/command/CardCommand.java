package org.likeness.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.likeness.cli.console.Console;
import org.likeness.evaluate.ReportReader;
import org.likeness.finetune.FineTuneReader;
import org.likeness.finetune.SemiReader;
import org.likeness.pretraining.RunCard;
import org.likeness.run.RunLayout;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code likeness card}: writes the card of a run's encoder again. */
@CommandLine.Command(
    name = "card",
    customSynopsis = "./likeness card RUN [OPTIONS]",
    description = {
      "Write card.md of a run: what its encoder learned from and began from, with licences, its measures and versions.",
      "",
      "A run writes its card when it ends; after further evaluations this command adds their results. Licences that nothing else knows are given"
          + " to pretrain: --set card.images-licence=..., card.init-licence=..."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./likeness card last"})
public final class CardCommand extends Command {
  private static final Map<String, ReportReader> OTHERS =
      Map.of("finetune", new FineTuneReader(), "semi", new SemiReader());

  @Mixin private RunArgument run = new RunArgument();

  public CardCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    RunLayout layout = run.requireRun("the card");
    Path file = RunCard.write(layout, OTHERS);
    console().result("Wrote " + file + ".");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.toString());
    console().object(object);
    return OK;
  }
}
