package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.run.RunLayout;

/**
 * The files of experiments:
 *
 * <pre>
 * runs/IDENTITY         the runs of all experiments
 * NAME-SCALE/
 *   results.csv         single values, see {@link ResultLine}
 *   NAME.md, NAME.html  the page
 *   figures/            its figures
 * </pre>
 */
public final class ExperimentFolder {
  /** The folder of all experiments where no other is named. */
  public static final Path USUAL = RunLayout.RUNS.resolve("experiments");

  private final Path out;
  private final Path folder;
  private final String name;

  /**
   * The files of an experiment; nothing is created yet.
   *
   * @param out the folder of all experiments
   */
  public ExperimentFolder(Path out, String name, Scale scale) {
    this.out = requireNonNull(out, "out is null");
    this.name = requireNonNull(name, "name is null");
    this.folder = out.resolve(name + "-" + scale.label());
  }

  /** The folder of the runs of all experiments. */
  public Path runs() {
    return out.resolve("runs");
  }

  /**
   * The images of the scale {@link Scale#SMOKE}, which are generated if they are not there: a
   * folder for each key, in the layout of the data set that it names.
   *
   * @throws RunException if they cannot be written
   */
  public ImagePlaces smokeImages(Experiment experiment) {
    Path images = out.resolve("smoke-images");
    try {
      return SmokeImages.written(images, ExperimentPlan.keys(experiment, Scale.SMOKE));
    } catch (IOException e) {
      throw RunException.unwritable(images, e);
    }
  }

  /** The single values. */
  public ResultFile results() {
    return new ResultFile(folder.resolve("results.csv"));
  }

  /** The page in Markdown. */
  public Path markdown() {
    return folder.resolve(name + ".md");
  }

  /** The page in HTML. */
  public Path html() {
    return folder.resolve(name + ".html");
  }

  /**
   * Writes the page from the values that are there.
   *
   * @param shown which of them; those of runs with another recipe stay in the file alone
   * @return the page in Markdown
   * @throws RunException if a file cannot be written
   */
  Path writePage(ExperimentPlan plan, Predicate<ResultLine> shown) {
    List<ResultLine> lines = results().read().stream().filter(shown).toList();
    List<Block> blocks = new ExperimentPage(plan, runs(), lines).blocks();
    try {
      for (Block block : blocks) {
        if (block instanceof Block.Drawing drawing) {
          AtomicFile.replace(folder.resolve(drawing.file()), drawing.svg());
        }
      }
      AtomicFile.replace(markdown(), MarkdownPage.of(blocks));
      AtomicFile.replace(html(), HtmlPage.of(plan.experiment().title(), blocks));
      return markdown();
    } catch (IOException e) {
      throw RunException.unwritable(folder, e);
    }
  }
}
