package org.likeness.cli.command;

import java.util.Optional;
import org.likeness.classifier.Classifier;
import org.likeness.cli.console.Console;
import org.likeness.error.InputException;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/**
 * {@code likeness distill}: trains a student on the class probabilities of a run's classifier. It
 * is {@link PretrainCommand} with the supervised method and that teacher.
 */
@CommandLine.Command(
    name = "distill",
    customSynopsis = "./likeness distill TEACHER [--data DIR] [OPTIONS]",
    description = {
      "Train a student on the class probabilities of a teacher, on images that need no labels.",
      "",
      "The teacher is a run with a classifier: evaluate linear writes one beside the encoder, and so does a supervised run. The"
          + " student has the network of the recipe, and is a run as any other: it is resumed by ./likeness pretrain --resume."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness distill last --data ~/photos",
      "  ./likeness distill big --data ~/photos --set backbone.width=16 --set options.temperature=2",
      "  ./likeness distill big --data ~/photos --set options.share=0.5       half labels, half teacher"
    })
public final class DistillCommand extends PretrainCommand {
  private static final String METHOD = "supervised";

  @Parameters(
      index = "0",
      paramLabel = "TEACHER",
      completionCandidates = Candidates.RunNames.class,
      description = "A run with a classifier: its path, its name below runs/, or last.")
  private String teacher = "";

  public DistillCommand(Console console) {
    super(console);
  }

  @Override
  Recipe fixed(Optional<String> method) {
    method
        .filter(name -> !name.equals(METHOD))
        .ifPresent(
            name -> {
              throw new InputException(
                  "--method %s cannot learn from a teacher: distill trains %s, leave --method out"
                      .formatted(name, METHOD));
            });
    RunLayout run = RunLayout.find(RunLayout.RUNS, teacher);
    Classifier.requireFile(run.folder());
    console()
        .line(
            "The student learns the class probabilities of the classifier of %s."
                .formatted(run.folder()));
    return Recipe.empty("the command line")
        .with("method", METHOD)
        .with("options.teacher", run.folder().toAbsolutePath().normalize());
  }
}
