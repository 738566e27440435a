package org.likeness.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * What a run is made of, as data: a tree of sections, keys and values that remembers where each
 * value came from. Immutable.
 *
 * <p>The way of a recipe: {@link #read} a file, {@link #merge} what stands above it, add single
 * settings {@link #with}, then {@link #resolve} against the sections that exist, which checks
 * everything before any image is read, and {@link #bind} each section to its options record. Keys
 * are the record's components in kebab-case; {@code snake_case} is understood.
 */
public final class Recipe {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ObjectNode tree;
  private final String source;
  private final Map<String, String> origins;
  private final List<Setting> settings;

  private Recipe(
      ObjectNode tree, String source, Map<String, String> origins, List<Setting> settings) {
    this.tree = tree;
    this.source = source;
    this.origins = Map.copyOf(origins);
    this.settings = List.copyOf(settings);
  }

  /** A recipe that says nothing: everything takes its default. */
  public static Recipe empty(String source) {
    return new Recipe(JsonNodeFactory.instance.objectNode(), source, Map.of(), List.of());
  }

  /**
   * Parses YAML.
   *
   * @param source what messages call it: a file's name, a recipe's name
   * @throws InputException where it is no YAML (the sentence names the line) or no set of keys
   */
  public static Recipe parse(String yaml, String source) {
    String origin = "recipe " + source;
    JsonNode node = yaml(yaml, origin);
    if (node.isMissingNode() || node.isNull()) {
      return empty(source);
    }
    if (!(node instanceof ObjectNode written)) {
      throw new InputException(
          origin
              + ": a recipe is made of lines such as `epochs: 10`, but this is "
              + shorten(node.toString()));
    }
    ObjectNode tree = normal(written, "", origin);
    Map<String, String> origins = new HashMap<>();
    mark(tree, "", origin, origins);
    return new Recipe(tree, source, origins, List.of());
  }

  /** Reads a file; see {@link #parse}. */
  public static Recipe read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new InputException("recipe " + file + " cannot be read: there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new InputException("recipe " + file + " cannot be read: it is no text in UTF-8", e);
    } catch (IOException e) {
      throw new InputException("recipe " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The name that messages call it. */
  public String source() {
    return source;
  }

  /**
   * This recipe with the values of another above it: sections are joined key by key, lists and
   * single values replaced.
   */
  public Recipe merge(Recipe over) {
    ObjectNode joined = tree.deepCopy();
    join(joined, over.tree);
    Map<String, String> origins = new HashMap<>(this.origins);
    origins.putAll(over.origins);
    List<Setting> all = new ArrayList<>(settings);
    all.addAll(over.settings);
    return new Recipe(joined, over.source, origins, all);
  }

  /**
   * This recipe with one setting above it, {@code train.epochs=10}. The key may be shortened to its
   * last parts where they are unique among all keys that exist ({@code epochs=10}); which key is
   * meant shows when the recipe is resolved. The value is YAML: {@code 0.07}, {@code cosine},
   * {@code [120, 160]}.
   */
  public Recipe with(String assignment) {
    List<Setting> all = new ArrayList<>(settings);
    all.add(Setting.parse(assignment));
    return new Recipe(tree, source, origins, all);
  }

  /**
   * This recipe with keys that were renamed under their present names, in files and settings alike;
   * to be called before anything is bound.
   *
   * @param keys from the former key in full, {@code monitor.k}, to the present one, {@code
   *     monitor.knn.k}
   * @throws InputException where both are set
   */
  public Recipe renamed(Map<String, String> keys) {
    ObjectNode moved = tree.deepCopy();
    Map<String, String> origins = new HashMap<>(this.origins);
    keys.forEach(
        (former, key) -> {
          JsonNode value = at(moved, former);
          if (value.isMissingNode()) {
            return;
          }
          if (!at(moved, key).isMissingNode()) {
            throw new InputException(
                "%s: %s is the former name of %s, and both are set: leave out %s"
                    .formatted(origin(former), former, key, former));
          }
          remove(moved, former);
          put(moved, key, value);
          origins.put(key, origin(former));
        });
    List<Setting> set = settings.stream().map(setting -> setting.renamed(keys)).toList();
    return new Recipe(moved, source, origins, set);
  }

  /**
   * A single value at the top, such as {@code method}, with settings seen by their full key; empty
   * where there is none.
   */
  public Optional<String> text(String key) {
    JsonNode node = tree.path(key);
    for (Setting setting : settings) {
      node = setting.key().equals(key) ? setting.value() : node;
    }
    return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
  }

  /**
   * The whole recipe: settings applied to the keys that they mean, every section and every key
   * present, defaults filled in, all of it checked.
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
              JsonNode own = without(at(set.tree, name), sections.below(name));
              put(full, name, YamlWriter.tree(reader.read(own, value, name)));
            });
    return new Recipe(full, source, set.origins, List.of());
  }

  /**
   * A section as an options record; keys that the recipe lacks take the values of {@code defaults}.
   *
   * <p>On a recipe that was not resolved, settings are applied as far as they mean keys of this
   * section, and other sections are not looked at.
   *
   * @param section the name at the top, or a path such as {@code view.crop}
   * @throws InputException for an unknown key, wrong type or value out of range
   */
  public <R extends Record> R bind(String section, R defaults) {
    return bind(section, defaults, List.of());
  }

  /**
   * As {@link #bind(String, Record)} for a section that has others below it.
   *
   * @param below their names, {@code knn} for {@code monitor.knn}; they are bound on their own
   */
  public <R extends Record> R bind(String section, R defaults, List<String> below) {
    List<String> known = new ArrayList<>();
    Keys.collect(section, defaults, known);
    Recipe set = this;
    for (Setting setting : settings) {
      boolean here =
          setting.key().startsWith(section + ".") || setting.candidates(known).size() == 1;
      set = here ? set.put(setting, setting.resolve(known)) : set;
    }
    return set.reader().record(without(at(set.tree, section), below), defaults, section);
  }

  /**
   * The words of a list before it is bound, with settings seen by their full key: what decides
   * which sections there are.
   *
   * @param key in full, {@code monitor.evaluations}
   * @param defaults where the recipe has none
   */
  public List<String> words(String key, List<String> defaults) {
    JsonNode node = at(tree, key);
    for (Setting setting : settings) {
      node = setting.key().equals(key) ? setting.value() : node;
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
    return YamlWriter.write(tree);
  }

  private RecordReader reader() {
    return new RecordReader(this::origin);
  }

  /**
   * Where the value of a key came from; values of its sections count, since a record may be refused
   * as a whole.
   */
  private String origin(String key) {
    for (String k = key; !k.isEmpty(); k = k.substring(0, Math.max(0, k.lastIndexOf('.')))) {
      if (origins.containsKey(k)) {
        return origins.get(k);
      }
    }
    return "recipe " + source;
  }

  private Recipe apply(List<String> known) {
    Recipe set = new Recipe(tree, source, origins, List.of());
    for (Setting setting : settings) {
      set = set.put(setting, setting.resolve(known));
    }
    return set;
  }

  private Recipe put(Setting setting, String key) {
    ObjectNode joined = tree.deepCopy();
    put(joined, key, setting.value());
    Map<String, String> origins = new HashMap<>(this.origins);
    origins.put(key, setting.origin());
    return new Recipe(joined, source, origins, settings);
  }

  /** The value of a key in full; missing where there is none. */
  private static JsonNode at(JsonNode tree, String key) {
    JsonNode node = tree;
    for (String part : Keys.parts(key)) {
      node = node.path(part);
    }
    return node;
  }

  private static void put(ObjectNode tree, String key, JsonNode value) {
    ObjectNode node = tree;
    List<String> parts = Keys.parts(key);
    for (String part : parts.subList(0, parts.size() - 1)) {
      node = node.path(part) instanceof ObjectNode child ? child : node.putObject(part);
    }
    node.set(parts.get(parts.size() - 1), value);
  }

  /** A section without those below it, which are records of their own. */
  private static JsonNode without(JsonNode section, List<String> below) {
    return section instanceof ObjectNode object && !below.isEmpty()
        ? object.deepCopy().remove(below)
        : section;
  }

  /** Removes a key, and its section where that is then empty. */
  private static void remove(ObjectNode tree, String key) {
    int dot = key.lastIndexOf('.');
    String section = key.substring(0, Math.max(0, dot));
    ObjectNode parent = dot < 0 ? tree : (ObjectNode) at(tree, section);
    parent.remove(key.substring(dot + 1));
    if (dot >= 0 && parent.isEmpty()) {
      remove(tree, section);
    }
  }

  private void refuseUnknown(Sections sections) {
    List<String> top =
        sections.defaults().keySet().stream().filter(name -> !name.contains(".")).toList();
    tree.fieldNames().forEachRemaining(name -> require(name, top, "there are "));
    for (String section : top) {
      List<String> below =
          sections.below(section).stream().map(name -> Keys.join(section, name)).toList();
      if (!below.isEmpty()) {
        Set<String> known = new LinkedHashSet<>(below);
        sections.keys().forEach(key -> known.add(key.replaceFirst("\\.[^.]*$", "")));
        for (Map.Entry<String, JsonNode> entry : tree.path(section).properties()) {
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

  private static void join(ObjectNode below, ObjectNode above) {
    above
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode from
                  && below.path(entry.getKey()) instanceof ObjectNode into) {
                join(into, from);
              } else {
                below.set(entry.getKey(), entry.getValue().deepCopy());
              }
            });
  }

  /** The same tree with {@code -} for {@code _} in its keys. */
  private static ObjectNode normal(ObjectNode node, String prefix, String origin) {
    ObjectNode normal = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = Keys.normal(entry.getKey());
      String key = Keys.join(prefix, name);
      JsonNode value =
          entry.getValue() instanceof ObjectNode child
              ? normal(child, key, origin)
              : entry.getValue();
      if (normal.has(name)) {
        throw new InputException(origin + ": " + key + " stands there twice, write it once");
      }
      normal.set(name, value);
    }
    return normal;
  }

  private static void mark(
      ObjectNode node, String prefix, String origin, Map<String, String> origins) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = Keys.join(prefix, entry.getKey());
      if (entry.getValue() instanceof ObjectNode child) {
        mark(child, key, origin, origins);
      } else {
        origins.put(key, origin);
      }
    }
  }

  /** Parses YAML; {@code origin} begins the sentence where it is none. */
  static JsonNode yaml(String text, String origin) {
    try {
      JsonNode node = YAML.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
      String where = line > 0 ? " in line " + line : "";
      throw new InputException(origin + " is no valid YAML" + where + ": " + reason(e), e);
    }
  }

  /**
   * The parser's reason in one line: the last of its lines that is not indented, as places and
   * excerpts are.
   */
  private static String reason(JsonProcessingException e) {
    List<String> words =
        e.getOriginalMessage().lines().filter(line -> line.matches("[^\\s].*")).toList();
    String reason = words.isEmpty() ? "it cannot be read" : words.get(words.size() - 1);
    return shorten(reason.replaceFirst("Duplicate field '(.*?)' for .*", "$1 stands there twice"));
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
