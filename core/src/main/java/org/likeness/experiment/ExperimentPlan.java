package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RecipeFinder;
import org.likeness.recipe.Recipe;

/** What an experiment does at a scale: the trials in their order, and the recipe of each. */
public final class ExperimentPlan {
  /** Below every recipe: an experiment has evaluations of its own. */
  private static final Recipe NO_SUMMARY =
      Recipe.parse("summary: {evaluations: []}", "every experiment");

  /** Above every recipe at the scale smoke. */
  private static final List<String> SMOKE =
      List.of(
          "train.epochs=1",
          "train.warmup-epochs=0",
          "train.keep=[]",
          "train.batch=16",
          "backbone.width=8");

  /** The largest side of a view at the scale smoke, in pixels. */
  private static final int SMOKE_SIDE = 64;

  private final Experiment experiment;
  private final Selection selection;
  private final ScaleSetting scale;
  private final ImagePlaces places;
  private final Map<DataOptions, DataFingerprint> fingerprints = new HashMap<>();

  /**
   * Plans a part of an experiment.
   *
   * @throws InputException if the scale, a row or the key of images does not exist
   */
  public ExperimentPlan(Experiment experiment, Selection selection, ImagePlaces places) {
    this.experiment = requireNonNull(experiment, "experiment is null");
    this.selection = requireNonNull(selection, "selection is null");
    this.places = requireNonNull(places, "places is null");
    this.scale = experiment.at(selection.scale());
    for (String row : selection.rows()) {
      if (experiment.row(row).kind() == Row.Kind.PUBLISHED) {
        throw new InputException(
            "experiment %s: row %s is a published value, nothing of it is trained or measured; every page has it"
                .formatted(experiment.name(), row));
      }
    }
    places.require(keys());
  }

  /** The experiment. */
  public Experiment experiment() {
    return experiment;
  }

  /** Its scale. */
  public Scale scale() {
    return selection.scale();
  }

  /** The setting of the scale. */
  public ScaleSetting setting() {
    return scale;
  }

  /** The keys of all images, those of evaluations included. */
  List<String> keys() {
    return keys(experiment, selection.scale());
  }

  static List<String> keys(Experiment experiment, Scale scale) {
    return Stream.concat(
            experiment.at(scale).data().stream().map(DataSetting::key),
            experiment.measures(scale).stream().flatMap(measure -> measure.data().stream()))
        .distinct()
        .toList();
  }

  /** The rows on some images, in the order of the file. */
  List<Row> rows(DataSetting data) {
    return experiment.rows().stream()
        .filter(row -> row.isAt(settled(), data.key()))
        .filter(row -> selection.rows().isEmpty() || selection.rows().contains(row.id()))
        .toList();
  }

  /** The scale whose settings are used. */
  Scale settled() {
    return experiment.settled(selection.scale());
  }

  /** The evaluations at this scale. */
  List<Measure> measures() {
    return experiment.measures(selection.scale());
  }

  /** The evaluations of a row. */
  List<Measure> measures(Row row) {
    return measures().stream()
        .filter(measure -> row.measures().isEmpty() || row.measures().contains(measure.id()))
        .toList();
  }

  /** The images of an evaluation; empty for those of the run. */
  Optional<DataOptions> images(Measure measure) {
    return measure.data().map(key -> DataOptions.defaults().withSource(source(key)));
  }

  /**
   * The fingerprint of images, which are opened once.
   *
   * @throws InputException if they cannot be used
   */
  DataFingerprint fingerprint(DataOptions images) {
    return fingerprints.computeIfAbsent(images, ExperimentPlan::opened);
  }

  private static DataFingerprint opened(DataOptions images) {
    try (Dataset dataset = Datasets.open(images)) {
      return DataFingerprint.of(dataset);
    } catch (IOException e) {
      throw new RunException(images.source() + " cannot be closed: " + e.getMessage(), e);
    }
  }

  /** The same plan where images that are not given are not missed, for a forecast. */
  ExperimentPlan named() {
    return new ExperimentPlan(experiment, selection, places.named(keys()));
  }

  /** True if it was said where the images are. */
  boolean isGiven(DataSetting data) {
    return places.isGiven(data.key(), keys());
  }

  /** All trials: the first seed of all rows, then the second. */
  public List<Trial> trials() {
    TreeSet<Long> seeds = new TreeSet<>();
    for (DataSetting data : scale.data()) {
      rows(data).forEach(row -> seeds.addAll(seeds(row)));
    }
    List<Trial> trials = new ArrayList<>();
    for (long seed : seeds) {
      for (DataSetting data : scale.data()) {
        for (Row row : rows(data)) {
          if (seeds(row).contains(seed)) {
            trials.add(new Trial(row, data, seed));
          }
        }
      }
    }
    return trials;
  }

  private List<Long> seeds(Row row) {
    List<Long> own = row.seeds().isEmpty() ? scale.seeds() : row.seeds();
    if (!selection.seeds().isEmpty()) {
      return row.seeds().isEmpty()
          ? selection.seeds()
          : own.stream().filter(selection.seeds()::contains).toList();
    }
    return selection.scale() == Scale.SMOKE ? own.subList(0, 1) : own;
  }

  /** The trial of a value; empty if the experiment does not have it at this scale. */
  Optional<Trial> trial(ResultLine line) {
    return scale.data().stream()
        .filter(data -> data.key().equals(line.data()))
        .flatMap(
            data ->
                experiment.rows().stream()
                    .filter(row -> row.id().equals(line.row()))
                    .filter(row -> row.isAt(settled(), data.key()))
                    .map(row -> new Trial(row, data, line.seed())))
        .findFirst();
  }

  /** The trial whose run a trial without one is measured with. */
  Trial owner(Trial trial) {
    Row row = trial.row();
    if (row.kind() == Row.Kind.TRAINED) {
      return trial;
    }
    Row owner =
        row.of()
            .map(experiment::row)
            .or(
                () ->
                    experiment.rows().stream()
                        .filter(each -> each.kind() == Row.Kind.TRAINED)
                        .filter(each -> each.isAt(settled(), trial.data().key()))
                        .findFirst())
            .orElseThrow(
                () ->
                    new InputException(
                        "experiment %s: row %s belongs to no run: name one with of: ROW"
                            .formatted(experiment.name(), row.id())));
    return new Trial(owner, trial.data(), trial.seed());
  }

  /** The trial whose encoder a trial begins from. */
  Optional<Trial> origin(Trial trial) {
    return trial
        .row()
        .from()
        .map(row -> new Trial(experiment.row(row), trial.data(), trial.seed()));
  }

  /** Where images are. */
  String source(DataSetting data) {
    return places.of(data, keys());
  }

  /** Where the images of an evaluation are. */
  String source(String key) {
    return source(
        scale.data().stream()
            .filter(data -> data.key().equals(key))
            .findFirst()
            .orElse(
                new DataSetting(
                    key, key, "", Optional.empty(), Recipe.empty("experiment"), false, 0)));
  }

  /**
   * The recipe of a trial.
   *
   * @param init weights that it begins from, instead of those of its recipe
   * @throws InputException if the recipe is not known, or the images are missing
   */
  public Recipe recipe(Trial trial, Optional<Path> init) {
    DataSetting data = trial.data();
    Row row = trial.row();
    Recipe own =
        row.settings()
            .merge(at(row, settled()))
            .merge(row.on().getOrDefault(data.key(), Recipe.empty("experiment")));
    Recipe base = NO_SUMMARY.merge(RecipeFinder.named(data.recipe().orElse(scale.recipe())));
    Recipe recipe =
        base.merge(chosen(base.merge(scale.settings()).merge(data.settings()).merge(own)))
            .merge(scale.settings())
            .merge(data.settings())
            .merge(own);
    if (selection.scale() == Scale.SMOKE) {
      recipe = smoke(recipe.merge(at(row, Scale.SMOKE)));
    }
    recipe = recipe.with("data.source", source(data)).with("seed", trial.seed());
    return init.isPresent() ? recipe.with("init", init.get()) : recipe;
  }

  /**
   * The method and its preset alone, to be laid below the settings of scale, images and row: what
   * they bring is then below them as well.
   */
  private static Recipe chosen(Recipe whole) {
    Recipe chosen = Recipe.empty("experiment");
    for (String key : List.of("method", "preset")) {
      Optional<String> value = whole.text(key);
      if (value.isPresent()) {
        chosen = chosen.merge(Recipe.parse(key + ": " + value.get(), "experiment"));
      }
    }
    return chosen;
  }

  private static Recipe at(Row row, Scale scale) {
    return row.at().getOrDefault(scale, Recipe.empty("experiment"));
  }

  private static Recipe smoke(Recipe recipe) {
    Recipe small = recipe.withAll(SMOKE);
    int side = PretrainRecipe.of(recipe).view().size();
    return side > SMOKE_SIDE ? small.with("view.size", SMOKE_SIDE) : small;
  }
}
