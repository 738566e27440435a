package org.likeness.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * The configuration of a run: layers of sections, keys and values that record where each value
 * comes from. Immutable.
 *
 * <p>Usage: {@link #read} a file with the recipes that it builds on, {@link #merge} a recipe above
 * it, add single settings by {@link #with}, {@link #choose} the method's defaults, then {@link
 * #resolve} against the existing sections, which checks everything before any image is read, and
 * {@link #bind} each section to its options record. Keys are the record's components in kebab-case;
 * {@code snake_case} is accepted.
 */
public final class Recipe {
  private final List<Layer> layers; // from lowest to highest
  private final Layer joined;
  private final String source;
  private final List<Setting> settings;

  private Recipe(List<Layer> layers, String source, List<Setting> settings) {
    this.layers = List.copyOf(layers);
    this.joined = Layer.join(layers);
    this.source = source;
    this.settings = List.copyOf(settings);
  }

  static Recipe of(List<Layer> layers, String source) {
    return new Recipe(layers, source, List.of());
  }

  /** An empty recipe: every option has its default. */
  public static Recipe empty(String source) {
    return of(List.of(), source);
  }

  /**
   * Parses YAML. The line {@code from: NAME} names the library recipe that this one builds on.
   *
   * @param source its name in messages: the name of a file or of a recipe
   * @throws InputException if it is not valid YAML (the message contains the line) or not a set of
   *     keys
   */
  public static Recipe parse(String yaml, String source) {
    return Chain.start().text(yaml, source);
  }

  /**
   * Reads a file and the recipes that it builds on: {@code from: NAME} is a recipe of the library,
   * {@code from: FILE.yaml} a file in the same folder.
   *
   * @throws InputException as for {@link #parse}; also if a file cannot be read, or builds on
   *     itself
   */
  public static Recipe read(Path file) {
    return Chain.start().file(file);
  }

  /** Its name in messages. */
  public String source() {
    return source;
  }

  /**
   * This recipe with the values of another above it: sections are merged key by key, lists and
   * single values replaced. Settings stay above all layers; the other's are above this recipe's.
   */
  public Recipe merge(Recipe over) {
    List<Layer> allLayers = new ArrayList<>(layers);
    allLayers.addAll(over.layers);
    List<Setting> allSettings = new ArrayList<>(settings);
    allSettings.addAll(over.settings);
    return new Recipe(allLayers, over.layers.isEmpty() ? source : over.source, allSettings);
  }

  /**
   * This recipe with one setting above it, {@code train.epochs=10}, in the syntax of the command
   * line. The key may be shortened to its last parts if they are unique among all keys ({@code
   * epochs=10}); it is completed when the recipe is resolved. The value is YAML: {@code 0.07},
   * {@code cosine}, {@code [120, 160]}.
   */
  public Recipe with(String assignment) {
    return with(Setting.parse(assignment));
  }

  /**
   * This recipe with one setting above it. Nothing is parsed: a String stays a string, even if it
   * looks like a number.
   *
   * @param key as in {@link #with(String)}, possibly shortened
   * @param value a String, Path, Integer, Long, Float, Double, Boolean, an enum's constant, or a
   *     List of these
   * @throws IllegalArgumentException for a value of another type
   */
  public Recipe with(String key, Object value) {
    return with(Setting.of(key, value));
  }

  /** This recipe with settings above it, each {@code KEY=VALUE}, later ones above earlier ones. */
  public Recipe withAll(Iterable<String> assignments) {
    Recipe set = this;
    for (String assignment : assignments) {
      set = set.with(assignment);
    }
    return set;
  }

  private Recipe with(Setting setting) {
    List<Setting> all = new ArrayList<>(settings);
    all.add(setting);
    return new Recipe(layers, source, all);
  }

  /**
   * This recipe with former key names replaced by their present names, in files and in settings; to
   * be called before anything is bound.
   *
   * @param keys from the former full key, {@code monitor.k}, to the present one, {@code
   *     monitor.knn.k}
   * @throws InputException if both are set
   */
  public Recipe renamed(Map<String, String> keys) {
    return new Recipe(
        layers.stream().map(layer -> layer.renamed(keys)).toList(),
        source,
        settings.stream().map(setting -> setting.renamed(keys)).toList());
  }

  /**
   * A single top-level value, such as {@code method}; settings count if they have the full key.
   * Empty if there is none.
   */
  public Optional<String> text(String key) {
    Layer all = joined;
    for (Setting setting : settings) {
      all = setting.key().equals(key) ? setting.as(key) : all;
    }
    return all.text(key);
  }

  /** Every value as YAML by its full key, such as {@code train.lr}, in the order of the layers. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    collect(tree(), "", values);
    return values;
  }

  private static void collect(ObjectNode node, String prefix, Map<String, String> values) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = Keys.join(prefix, entry.getKey());
      if (entry.getValue() instanceof ObjectNode section) {
        collect(section, key, values);
      } else {
        values.put(key, YamlWriter.value(entry.getValue()));
      }
    }
  }

  /** Names of the keys and subsections of a top-level section, in the order of the layers. */
  public Set<String> names(String section) {
    Set<String> names = new LinkedHashSet<>();
    joined.within(section).ifPresent(s -> s.tree().fieldNames().forEachRemaining(names::add));
    return names;
  }

  /** The values of a section, as a recipe; settings are ignored. */
  public Recipe within(String... path) {
    return of(layers.stream().flatMap(layer -> layer.within(path).stream()).toList(), source);
  }

  /**
   * A section as a separate recipe, whose messages name the section after the origin of a value.
   * Settings are ignored.
   */
  public Recipe part(String... path) {
    String words = ": " + String.join(".", path);
    return of(
        layers.stream()
            .flatMap(layer -> layer.within(path).stream())
            .map(layer -> layer.saying(words))
            .toList(),
        source + words);
  }

  /**
   * Checks that a top-level value, if there is one, is a section of sections.
   *
   * @throws InputException if it is not
   */
  public void requireSections(String name) {
    reader().section(Layer.at(tree(), name), name);
    for (String below : names(name)) {
      reader().section(tree().path(name).path(below), Keys.join(name, below));
    }
  }

  /**
   * This recipe without some sections, such as {@code monitor.knn}. A setting of a key within one
   * of them stays.
   */
  public Recipe withoutSections(Collection<String> names) {
    return new Recipe(
        layers.stream().map(layer -> layer.withoutSections(names)).toList(), source, settings);
  }

  /**
   * This recipe without a section in those layers that were written for another value of a key. A
   * layer is written for the value that it has, otherwise for that of the nearest layer below that
   * has one. A section with a key that is unknown for that value stays.
   *
   * @param section top-level section, such as {@code optimizer}
   * @param key full key, such as {@code train.optimizer}
   * @param usual its value if no layer has one
   * @param value the value in effect
   * @param takes whether the section has a key (second) for a value (first)
   */
  public Recipe withoutOthers(
      String section, String key, String usual, String value, BiPredicate<String, String> takes) {
    List<Layer> kept = new ArrayList<>();
    String owner = usual;
    for (Layer layer : layers) {
      JsonNode named = Layer.at(layer.tree(), key);
      owner = named.isTextual() ? named.textValue() : owner;
      List<String> keys = new ArrayList<>();
      layer.tree().path(section).fieldNames().forEachRemaining(keys::add);
      String writtenFor = owner;
      boolean other =
          !writtenFor.equals(value) && keys.stream().allMatch(k -> takes.test(writtenFor, k));
      kept.add(other ? layer.withoutSections(List.of(section)) : layer);
    }
    return new Recipe(kept, source, settings);
  }

  /**
   * Whether a layer or a setting has a key.
   *
   * @param key full key, such as {@code train.lr}
   * @param sections all sections of the recipe, to resolve shortened settings
   */
  public boolean sets(String key, Sections sections) {
    List<String> known = sections.keys();
    return !Layer.at(tree(), key).isMissingNode()
        || settings.stream().anyMatch(setting -> setting.candidates(known).equals(List.of(key)));
  }

  /**
   * An error about a value, in the usual form: origin, key, reason.
   *
   * @param key full key, such as {@code train.optimizer}
   * @param reason such as {@code there is no optimizer 'sdg'}
   */
  public InputException refusal(String key, InputException reason) {
    String place = origin(key);
    for (Setting setting : settings) {
      place = setting.candidates(List.of(key)).isEmpty() ? place : setting.origin();
    }
    String message = reason.getMessage();
    String named = message.startsWith(key + " ") ? message : key + ": " + message;
    return new InputException(place + ": " + named, reason);
  }

  /** This recipe without a top-level key or section, also if a setting has it. */
  public Recipe without(String key) {
    return new Recipe(
        layers.stream().map(layer -> layer.without(List.of(key))).toList(),
        source,
        settings.stream().filter(setting -> !setting.key().equals(key)).toList());
  }

  /**
   * This recipe with the defaults that a top-level value sets. Layers written for that value are
   * above these defaults, layers written for another value below: they are inserted under the first
   * layer that names the value, among the layers above the last one that names another. Directly
   * above them are the keys that the recipe sets for this value only ({@link Choice#each()}).
   * Settings stay above all.
   */
  public Recipe choose(Choice choice) {
    int start = start(choice);
    List<String> dropped = new ArrayList<>(choice.own());
    dropped.add(choice.each());
    List<Layer> laid = new ArrayList<>();
    layers.subList(0, start).forEach(layer -> laid.add(layer.without(dropped)));
    laid.addAll(choice.brings().layers);
    layers.subList(0, start).forEach(layer -> each(layer, choice).ifPresent(laid::add));
    for (Layer layer : layers.subList(start, layers.size())) {
      laid.add(layer.without(List.of(choice.each())));
      each(layer, choice).ifPresent(laid::add);
    }
    return new Recipe(laid, source, settings);
  }

  private static Optional<Layer> each(Layer layer, Choice choice) {
    return choice.each().isEmpty() ? Optional.empty() : layer.within(choice.each(), choice.value());
  }

  private int start(Choice choice) {
    int start = 0;
    for (int i = 0; i < layers.size(); i++) {
      boolean other =
          layers.get(i).text(choice.key()).filter(v -> !v.equals(choice.value())).isPresent();
      start = other ? i + 1 : start;
    }
    for (int i = start; i < layers.size(); i++) {
      if (layers.get(i).text(choice.key()).isPresent()) {
        return i;
      }
    }
    return choice.aboveAll() ? layers.size() : start;
  }

  /**
   * The complete recipe: settings applied to their keys, every section and key present, defaults
   * filled in, all values checked.
   *
   * @throws InputException for the first unknown section or key, ambiguous setting, wrong type or
   *     value out of range
   */
  public Recipe resolve(Sections sections) {
    Recipe set = apply(sections.keys());
    set.refuseUnknown(sections);
    ObjectNode full = JsonNodeFactory.instance.objectNode();
    RecordReader reader = set.reader();
    sections
        .defaults()
        .forEach(
            (name, value) -> {
              JsonNode own = Layer.without(Layer.at(set.tree(), name), sections.below(name));
              Layer.put(full, name, YamlWriter.tree(reader.read(own, value, name)));
            });
    return of(List.of(new Layer(full, set.joined.origins())), source);
  }

  /**
   * Checks sections and keys but no values, for recipes that are only part of another one. Settings
   * are ignored.
   *
   * @throws InputException for the first unknown section or key
   */
  public void requireKnown(Sections sections) {
    refuseUnknown(sections);
    sections
        .defaults()
        .forEach(
            (name, value) -> {
              if (value instanceof Record record) {
                JsonNode own = Layer.without(Layer.at(tree(), name), sections.below(name));
                reader().keys(own, record, name);
              }
            });
  }

  /**
   * A section as an options record; missing keys have the values of {@code defaults}.
   *
   * <p>On a recipe that is not resolved, settings are applied if they refer to keys of this
   * section, and other sections are ignored.
   *
   * @param section a top-level name, or a path such as {@code view.crop}
   * @throws InputException for an unknown key, wrong type or value out of range
   */
  public <R extends Record> R bind(String section, R defaults) {
    return bind(section, defaults, List.of());
  }

  /**
   * As {@link #bind(String, Record)} for a section with subsections.
   *
   * @param below their names, {@code knn} for {@code monitor.knn}; they are bound separately
   */
  public <R extends Record> R bind(String section, R defaults, List<String> below) {
    List<String> known = new ArrayList<>();
    Keys.collect(section, defaults, known);
    List<Layer> all = new ArrayList<>(layers);
    for (Setting setting : settings) {
      if (setting.key().startsWith(section + ".") || setting.candidates(known).size() == 1) {
        all.add(setting.as(setting.resolve(known)));
      }
    }
    JsonNode own = Layer.without(Layer.at(of(all, source).tree(), section), below);
    return of(all, source).reader().record(own, defaults, section);
  }

  /**
   * The words of a list, or a single word, before it is bound, which decide which sections exist;
   * settings that may mean the key count.
   *
   * @param key the full key, {@code monitor.evaluations}
   * @param defaults used if the recipe has none
   */
  public List<String> words(String key, List<String> defaults) {
    JsonNode node = Layer.at(tree(), key);
    for (Setting setting : settings) {
      node = setting.candidates(List.of(key)).isEmpty() ? node : setting.value();
    }
    if (node.isMissingNode()) {
      return List.copyOf(defaults);
    }
    List<String> words = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(word -> words.add(word.asText()));
    } else {
      words.addAll(List.of(node.asText().split(",")));
    }
    return words.stream().map(String::strip).filter(word -> !word.isEmpty()).toList();
  }

  /** The tree as YAML. After {@link #resolve}, parsing it and binding gives equal records. */
  public String toYaml() {
    return YamlWriter.write(tree());
  }

  private ObjectNode tree() {
    return joined.tree();
  }

  private RecordReader reader() {
    return new RecordReader(this::origin);
  }

  /**
   * Where the value of a key comes from; values within a section count, since a record may be
   * invalid as a whole.
   */
  private String origin(String key) {
    for (String k = key; !k.isEmpty(); k = k.substring(0, Math.max(0, k.lastIndexOf('.')))) {
      if (joined.origins().containsKey(k)) {
        return joined.origins().get(k);
      }
    }
    return "recipe " + source;
  }

  private Recipe apply(List<String> known) {
    List<Layer> all = new ArrayList<>(layers);
    settings.forEach(setting -> all.add(setting.as(setting.resolve(known))));
    return of(all, source);
  }

  private void refuseUnknown(Sections sections) {
    List<String> top =
        sections.defaults().keySet().stream().filter(name -> !name.contains(".")).toList();
    tree().fieldNames().forEachRemaining(name -> require(name, top, "the sections are "));
    for (String section : top) {
      List<String> below =
          sections.below(section).stream().map(name -> Keys.join(section, name)).toList();
      if (!below.isEmpty()) {
        Set<String> known = new LinkedHashSet<>(below);
        sections.keys().forEach(key -> known.add(key.replaceFirst("\\.[^.]*$", "")));
        for (Map.Entry<String, JsonNode> entry : tree().path(section).properties()) {
          String name = Keys.join(section, entry.getKey());
          if (entry.getValue().isObject() && !known.contains(name)) {
            require(name, below, section + " has ");
          }
        }
      }
    }
  }

  private void require(String name, List<String> known, String list) {
    if (!known.contains(name)) {
      String near = Suggest.phrase(name, known);
      String instead = near.isEmpty() ? "; " + list + String.join(", ", known) : near;
      throw new InputException(origin(name) + ": unknown section " + name + instead);
    }
  }
}
