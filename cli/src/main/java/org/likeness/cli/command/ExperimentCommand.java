package org.likeness.cli.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.cli.console.TaskProgress;
import org.likeness.error.InputException;
import org.likeness.experiment.Experiment;
import org.likeness.experiment.ExperimentFolder;
import org.likeness.experiment.ExperimentForecast;
import org.likeness.experiment.ExperimentPlan;
import org.likeness.experiment.ExperimentRunner;
import org.likeness.experiment.Experiments;
import org.likeness.experiment.ImagePlaces;
import org.likeness.experiment.Scale;
import org.likeness.experiment.Selection;
import org.likeness.experiment.TrialForecast;
import org.likeness.pretraining.Cost;
import org.likeness.pretraining.RunIdentity;
import org.likeness.torch.Torch;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code likeness experiment}: a table or a figure of a paper in one command. */
@CommandLine.Command(
    name = "experiment",
    customSynopsis = "./likeness experiment [NAME|FILE] [OPTIONS]",
    description = {
      "Make a table or a figure of a paper: train its rows, measure them, and write a page with the published values beside the measured.",
      "",
      "Without a name it lists the experiments. Rows with the same run share it, also across experiments; Ctrl-C saves and stops, and the"
          + " same command goes on. Values and the page are written after each row."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness experiment                                         list the experiments",
      "  ./likeness experiment instdisc-table1 --scale smoke           prove that everything fits together",
      "  ./likeness experiment instdisc-table1 --data ~/cifar10-small --dry-run",
      "  ./likeness experiment instdisc-table1 --data ~/cifar10-small --only parametric,exact --seeds 0"
    })
public final class ExperimentCommand extends Command {
  private static final Duration TIME_TO_SAVE = Duration.ofMinutes(2);

  @Parameters(
      paramLabel = "NAME|FILE",
      arity = "0..1",
      completionCandidates = Candidates.ExperimentNames.class,
      description = "An experiment of the list, or a YAML file. Without it, the list.")
  private @Nullable String name;

  @Mixin private ExperimentArguments arguments = new ExperimentArguments();

  public ExperimentCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (name == null) {
      list();
      return OK;
    }
    Experiment experiment = Experiments.named(name);
    OutputFile.requireFolder("out", arguments.out());
    Selection selection = arguments.selection();
    ExperimentFolder folder =
        new ExperimentFolder(arguments.out(), experiment.name(), selection.scale());
    ImagePlaces places =
        selection.scale() == Scale.SMOKE ? folder.smokeImages(experiment) : arguments.places();
    ExperimentPlan plan = new ExperimentPlan(experiment, selection, places);
    Torch.require();
    return arguments.dryRun() ? forecast(plan) : run(plan, folder);
  }

  private void list() {
    Table table = Table.withHeading("experiment", "scales", "what");
    Map<String, Object> object = new LinkedHashMap<>();
    for (String each : Experiments.names()) {
      try {
        Experiment experiment = Experiments.named(each);
        String scales =
            String.join(
                ", ", experiment.scales().keySet().stream().sorted().map(Scale::label).toList());
        String what =
            "%s (%s, %s)".formatted(experiment.title(), experiment.paper(), experiment.place());
        table.row(each, "smoke, " + scales, what);
        object.put(each, what);
      } catch (InputException e) { // a file of one's own in the list
        table.row(each, "", "cannot be used: " + e.getMessage());
      }
    }
    console().table(table);
    console().line("");
    console().line("Next: ./likeness experiment NAME --scale smoke");
    console().object(object);
  }

  private int run(ExperimentPlan plan, ExperimentFolder folder) {
    ExperimentRunner runner =
        new ExperimentRunner(
            plan, arguments.out(), new ExperimentDisplay(console(), plan.experiment()));
    try (Interruption interruption = new Interruption(TIME_TO_SAVE, runner::stop)) {
      try {
        runner.run();
      } catch (CancellationException e) {
        // Caught while the interruption is open: once it is closed, nothing more is printed.
        console().line("Stopped; what is done is kept. The same command goes on.");
        return INTERRUPTED;
      }
    }
    console().result("Page: " + folder.markdown() + ", " + folder.html() + ".");
    console()
        .object(Map.of("page", folder.markdown().toString(), "html", folder.html().toString()));
    return OK;
  }

  /** Nothing is there to save: Ctrl-C ends it at once, also within a step. */
  private List<TrialForecast> trials(ExperimentForecast forecast, ExperimentPlan plan) {
    int all = plan.trials().size();
    try (Interruption interruption =
            new Interruption(Duration.ZERO, () -> Runtime.getRuntime().halt(INTERRUPTED));
        TaskProgress progress = console().progress("Trying steps", all, "rows")) {
      return forecast.trials(progress::to);
    }
  }

  private int forecast(ExperimentPlan plan) {
    List<TrialForecast> trials = trials(new ExperimentForecast(plan, arguments.out()), plan);
    Table table = Table.withHeading("row", "data", "seed", "run", "identity", "training");
    for (TrialForecast each : trials) {
      table.row(
          each.trial().row().id(),
          each.trial().data().key(),
          each.trial().seed(),
          each.state().phrase(),
          each.identity().map(RunIdentity::name).orElse("-"),
          each.cost().map(Cost::phrase).orElse("-")
              + (each.remark().isEmpty() ? "" : " (" + each.remark() + ")"));
    }
    console().table(table);
    double seconds = trials.stream().mapToDouble(TrialForecast::seconds).sum();
    console().line("");
    console()
        .result(
            "In all about %s of training; evaluations, and what a method does before an epoch, are not counted."
                .formatted(Readable.time(Duration.ofSeconds(Math.round(seconds)))));
    console().object(Map.of("trials", trials.size(), "seconds", seconds));
    return OK;
  }
}
