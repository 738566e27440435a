package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import org.likeness.experiment.Experiments;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipes;

/** Words that completion offers for the value of an option or a parameter. */
final class Candidates {
  /** Stands for the names below {@code runs/} at the time of completion. */
  static final String RUNS = "@runs";

  /** Stands for the files that match what is typed so far. */
  static final String FILES = "@files";

  private Candidates() {}

  /** For {@code --method}. */
  static final class MethodNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Methods.names().iterator();
    }
  }

  /** For {@code --recipe}. */
  static final class RecipeNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return orFiles(Recipes.names()).iterator();
    }
  }

  /** For {@code NAME} of an experiment. */
  static final class ExperimentNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return orFiles(Experiments.names()).iterator();
    }
  }

  /** For {@code --data}. */
  static final class DataNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return orFiles(Datasets.all().stream().map(DatasetEntry::name).toList()).iterator();
    }
  }

  /** For {@code --resume}. */
  static final class RunNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("last", RUNS).iterator();
    }
  }

  /** For {@code RUN}, which may be the file of an encoder too. */
  static final class RunNamesOrFiles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return orFiles(List.of("last", RUNS)).iterator();
    }
  }

  private static List<String> orFiles(List<String> names) {
    List<String> all = new ArrayList<>(names);
    all.add(FILES);
    return all;
  }
}
