package org.likeness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.features.FeatureKind;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;
import org.likeness.recipe.YamlReader;

/** Reads the file of an experiment; whatever it does not know is an error. */
final class ExperimentReader {
  private static final List<String> NETWORKS = List.of("last", "best");

  private final String place;

  private ExperimentReader(String place) {
    this.place = place;
  }

  /**
   * Reads an experiment.
   *
   * @throws InputException if it is not valid YAML, a key is unknown or missing, or a name of a
   *     row, column or evaluation is that of none
   */
  static Experiment read(String name, String yaml) {
    String place = "experiment " + name;
    return new ExperimentReader(place).experiment(name, YamlReader.read(yaml, place));
  }

  private Experiment experiment(String name, JsonNode yaml) {
    Fields fields = Fields.of(yaml, place);
    Map<Scale, ScaleSetting> scales = new LinkedHashMap<>();
    fields
        .sections("scales")
        .forEach(
            (key, scale) -> {
              scales.put(scale(key), scale(scale));
              scale.done();
            });
    Experiment experiment =
        new Experiment(
            name,
            fields.required("title"),
            fields.required("paper"),
            fields.required("place"),
            fields.text("claim").orElse(""),
            fields.texts("notes"),
            scales,
            fields.each("rows", ExperimentReader::row),
            fields.each("evaluations", ExperimentReader::measure),
            fields.each("columns", ExperimentReader::column),
            fields.each("claims", (id, claim) -> claim(claim)),
            fields.each("figures", ExperimentReader::chart));
    fields.done();
    check(experiment);
    return experiment;
  }

  private Scale scale(String key) {
    return constant(Scale.class, key, place + ": scales");
  }

  private static ScaleSetting scale(Fields fields) {
    List<DataSetting> data = fields.each("data", ExperimentReader::data);
    List<Long> seeds = fields.wholeNumbers("seeds");
    if (data.isEmpty()) {
      throw new InputException(fields.place() + ": data is missing: name the images");
    }
    return new ScaleSetting(
        fields.required("recipe"),
        fields.settings("settings"),
        data,
        seeds.isEmpty() ? List.of(0L) : seeds,
        fields.texts("differences"));
  }

  private static DataSetting data(String key, Fields fields) {
    return new DataSetting(
        key,
        fields.text("title").orElse(key),
        fields.text("about").orElse(""),
        fields.text("recipe"),
        fields.settings("settings"),
        fields.flag("pictures", false),
        fields.count("images"));
  }

  private static Row row(String id, Fields fields) {
    Map<Scale, Recipe> at = new LinkedHashMap<>();
    Map<Scale, String> titles = new LinkedHashMap<>();
    for (Scale scale : Scale.values()) {
      fields.section(scale.label()).text("title").ifPresent(title -> titles.put(scale, title));
      at.put(scale, fields.settings(scale.label(), "title"));
    }
    Map<String, Recipe> on = new LinkedHashMap<>();
    fields
        .sections("on")
        .forEach(
            (key, own) -> {
              on.put(key, own.settings("settings"));
              own.done();
            });
    return new Row(
        id,
        fields.text("title").orElse(id),
        titles,
        fields
            .text("kind")
            .map(kind -> constant(Row.Kind.class, kind, fields.place() + ": kind"))
            .orElse(Row.Kind.TRAINED),
        fields.text("of"),
        fields.text("from"),
        fields.settings("settings"),
        at,
        on,
        fields.texts("scales").stream()
            .map(scale -> constant(Scale.class, scale, fields.place() + ": scales"))
            .toList(),
        fields.texts("data"),
        fields.wholeNumbers("seeds"),
        fields.texts("evaluations"),
        fields.number("x"),
        published(fields),
        fields.text("note").orElse(""));
  }

  private static Map<String, Published> published(Fields fields) {
    Map<String, Published> published = new LinkedHashMap<>();
    Fields own = fields.section("published");
    for (String key : own.keys()) {
      published.put(key, own.text(key).map(ExperimentReader::published).orElseThrow());
    }
    return published;
  }

  /** {@code 80.8}, or {@code 32.1?} for a value that is not verified. */
  private static Published published(String text) {
    boolean unverified = text.endsWith("?");
    return new Published(unverified ? text.substring(0, text.length() - 1) : text, unverified);
  }

  private static Measure measure(String id, Fields fields) {
    String name = fields.text("evaluation").orElse(id);
    MeasureKind kind = MeasureKind.named(name);
    Recipe options = fields.settings("options");
    Optional<String> data = fields.text("data");
    List<String> networks = fields.texts("networks");
    for (String network : networks) {
      if (!NETWORKS.contains(network) && !network.matches("[1-9]\\d{0,8}")) {
        throw new InputException(
            fields.place()
                + ": networks must be last, best or numbers of epochs but is "
                + network);
      }
    }
    return new Measure(
        id,
        kind,
        bound(kind, options),
        fields
            .text("features")
            .map(text -> constant(FeatureKind.class, text, fields.place() + ": features")),
        data,
        networks.isEmpty() ? NETWORKS : networks,
        scaled(fields, kind, options, data));
  }

  /** What differs at a scale: further options, other images; smoke has those of small besides. */
  private static Map<Scale, Measure.Scaled> scaled(
      Fields fields, MeasureKind kind, Recipe options, Optional<String> data) {
    Map<Scale, Measure.Scaled> scaled = new LinkedHashMap<>();
    Fields small = fields.section(Scale.SMALL.label());
    Recipe atSmall = options.merge(small.settings("options"));
    Optional<String> dataAtSmall = small.text("data").or(() -> data);
    small.done();
    scaled.put(Scale.SMALL, new Measure.Scaled(bound(kind, atSmall), dataAtSmall));
    scaled.put(Scale.SMOKE, scaled(fields, Scale.SMOKE, kind, atSmall, dataAtSmall));
    scaled.put(Scale.PAPER, scaled(fields, Scale.PAPER, kind, options, data));
    return scaled;
  }

  private static Measure.Scaled scaled(
      Fields fields, Scale scale, MeasureKind kind, Recipe options, Optional<String> data) {
    Fields own = fields.section(scale.label());
    Recipe all = options.merge(own.settings("options"));
    Measure.Scaled scaled = new Measure.Scaled(bound(kind, all), own.text("data").or(() -> data));
    own.done();
    return scaled;
  }

  /** The options of an evaluation, with the defaults of those that are not given. */
  private static Record bound(MeasureKind kind, Recipe options) {
    String name = kind.name();
    Record usual = kind.defaults();
    Recipe section = Recipe.empty(options.source());
    for (Map.Entry<String, String> option : options.values().entrySet()) {
      section = section.with(name + "." + option.getKey() + "=" + option.getValue());
    }
    return section.resolve(new Sections().section(name, usual)).bind(name, usual);
  }

  private static TableColumn column(String id, Fields fields) {
    return new TableColumn(
        id,
        fields.text("title").orElse(id),
        fields.text("evaluation").orElse(id),
        fields.text("value").orElse(""),
        fields.text("interval").orElse(""),
        fields.flag("share", true));
  }

  private static Claim claim(Fields fields) {
    return new Claim(
        fields.required("more"),
        fields.required("less"),
        fields.texts("columns"),
        fields.texts("against"));
  }

  private static ChartSetting chart(String id, Fields fields) {
    return new ChartSetting(
        id,
        fields.text("title").orElse(id),
        constant(ChartSetting.Kind.class, fields.required("kind"), fields.place() + ": kind"),
        fields.texts("rows"),
        fields.text("x").orElse("epoch"),
        fields.text("y").orElse(""),
        fields.texts("values"),
        fields.flag("logarithmic", false),
        fields.flag("pictures", false));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text, String where) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw new InputException(where + ": " + Suggest.unknown("value", text, names));
  }

  /** Refuses names of nothing. */
  private void check(Experiment experiment) {
    List<String> columns = experiment.columns().stream().map(TableColumn::id).toList();
    List<String> measures = experiment.measures().stream().map(Measure::id).toList();
    List<String> images =
        experiment.scales().values().stream()
            .flatMap(scale -> scale.data().stream())
            .map(DataSetting::key)
            .distinct()
            .toList();
    Stream.of(
            images.stream(),
            experiment.rows().stream().map(Row::id),
            experiment.charts().stream().map(ChartSetting::id))
        .flatMap(names -> names)
        .forEach(this::checkFileName);
    experiment.columns().forEach(column -> known("evaluation", column.measure(), measures));
    for (Row row : experiment.rows()) {
      row.of().ifPresent(experiment::row);
      row.from().ifPresent(experiment::row);
      row.on().keySet().forEach(key -> known("key of images", key, images));
      row.data().forEach(key -> known("key of images", key, images));
      row.measures().forEach(measure -> known("evaluation", measure, measures));
      row.published().keySet().forEach(column -> known("column", column, columns));
    }
    for (Claim claim : experiment.claims()) {
      experiment.row(claim.more());
      experiment.row(claim.less());
      claim.columns().forEach(column -> known("column", column, columns));
      claim.against().forEach(column -> known("column", column, columns));
      if (!claim.against().isEmpty() && claim.against().size() != claim.columns().size()) {
        throw new InputException(
            "%s: a claim has %d columns and %d against them: name one for each"
                .formatted(place, claim.columns().size(), claim.against().size()));
      }
    }
    for (ChartSetting chart : experiment.charts()) {
      chart.rows().forEach(experiment::row);
      if (chart.kind() != ChartSetting.Kind.EPOCHS) {
        List<String> names = chart.kind() == ChartSetting.Kind.COLUMNS ? columns : measures;
        chart.values().forEach(value -> known("value", value, names));
      }
    }
  }

  /** Figures have the names of images, charts and rows. */
  private void checkFileName(String name) {
    if (name.matches("(?s).*[/\\\\\\p{Cntrl}].*")) {
      throw new InputException(
          "%s: the name %s must not have slashes, since files are called by it: rename it"
              .formatted(place, name));
    }
  }

  private void known(String what, String name, List<String> names) {
    if (!names.contains(name)) {
      throw new InputException(place + ": " + Suggest.unknown(what, name, names));
    }
  }
}
