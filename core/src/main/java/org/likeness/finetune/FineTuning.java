package org.likeness.finetune;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.likeness.data.CachedDataset;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.Splits;
import org.likeness.data.Subset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.io.Digests;
import org.likeness.io.Json;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;

/**
 * Fine-tunes the encoder of a run on labels, on all of them or on shares, beside training from
 * scratch on the same labels. Each is a run of the supervised method, in a folder below {@code
 * RUN/finetune} whose name has a hash of its settings: what was completed is not repeated, and what
 * was stopped goes on.
 *
 * <p>{@link #stop} may be called from any thread.
 */
public final class FineTuning {
  /** Digits of the hash in the name of a folder. */
  private static final int DIGITS = 10;

  private static final int DIGITS_OF_SHARE = 4;

  private final RunLayout run;
  private final PretrainRecipe recipe;
  private final Path weights;
  private final String encoder;
  private final Dataset images;
  private final String hash;
  private final FineTuneRecipe recipes;
  private final FineTuneOptions options;
  private volatile boolean stopping;
  private volatile Optional<PretrainingRun> current = Optional.empty();

  /**
   * Fine-tuning that is not started.
   *
   * @param run that the encoder belongs to
   * @param recipe of the run
   * @param weights the file of the encoder
   * @param encoder its hash
   * @param data where the images are
   * @param images the images, opened; they stay open
   * @throws IllegalArgumentException if an option is out of range
   */
  public FineTuning(
      RunLayout run,
      PretrainRecipe recipe,
      Path weights,
      String encoder,
      DataOptions data,
      Dataset images,
      FineTuneOptions options) {
    this.run = requireNonNull(run, "run is null");
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.encoder = requireNonNull(encoder, "encoder is null");
    this.images = new CachedDataset(requireNonNull(images, "images is null"));
    this.hash = DataFingerprint.of(images).hash();
    this.recipes = new FineTuneRecipe(recipe, data, images);
    this.options = OptionRecords.check(options);
  }

  /** Asks the run in progress to save and stop, and begins no other; returns at once. */
  public void stop() {
    stopping = true;
    current.ifPresent(PretrainingRun::stop);
  }

  /**
   * Fine-tunes on all labels.
   *
   * @return the report; empty if it was stopped
   * @throws InputException if the images cannot be used
   */
  public Optional<Report> all(FineTuneListener listener) {
    return rows(List.of(1.0), listener)
        .map(
            rows -> {
              JsonNode row = rows.get(0);
              ObjectNode body = row.path("encoder").deepCopy();
              for (Beginning other : List.of(Beginning.SCRATCH, Beginning.DISTILLED)) {
                if (row.has(other.key())) {
                  body.set(other.key(), row.path(other.key()));
                }
              }
              body.put("protocol", protocol(body.path("images").intValue(), List.of(1.0)));
              return described("finetune", body);
            });
  }

  /**
   * Fine-tunes on shares of the labels.
   *
   * @param shares greater than 0, at most 1
   * @return the report; empty if it was stopped
   * @throws InputException if a share leaves a class without a label, or the images cannot be used
   */
  public Optional<Report> shares(List<Double> shares, FineTuneListener listener) {
    List<Double> rising = shares.stream().distinct().sorted().toList();
    return rows(rising, listener)
        .map(
            rows -> {
              ObjectNode body = Json.object();
              ArrayNode array = body.putArray("rows");
              rows.forEach(array::add);
              int tested = rows.get(0).path("encoder").path("images").intValue();
              body.put("images", tested);
              body.put("protocol", protocol(tested, rising));
              return described("semi", body);
            });
  }

  private Report described(String evaluation, ObjectNode body) {
    return Report.of(evaluation, body)
        .of(recipe.method().title(), run.name())
        .with("encoder", encoder)
        .with("data", images.name())
        .with("data_hash", hash);
  }

  private Optional<List<ObjectNode>> rows(List<Double> shares, FineTuneListener listener) {
    requireOneNetwork();
    for (double share : shares) {
      requireEveryClass(share, shares);
    }
    List<Planned> plan = new ArrayList<>();
    for (double share : shares) {
      Planned tuned = planned(share, Beginning.ENCODER);
      plan.add(tuned);
      if (options.scratch()) {
        plan.add(planned(share, Beginning.SCRATCH));
      }
      if (options.distillEpochs() > 0) {
        plan.add(student(tuned));
      }
    }
    plan.forEach(next -> next.run().require());
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < plan.size(); i++) {
      Planned next = plan.get(i);
      Optional<JsonNode> result = result(next, i + 1, plan.size(), listener);
      if (result.isEmpty()) {
        return Optional.empty();
      }
      if (next.beginning() == Beginning.ENCODER) {
        ObjectNode row = Json.object().put("share", next.share());
        rows.add(row.put("labels", result.get().path("labels").intValue()));
      }
      rows.get(rows.size() - 1).set(next.beginning().key(), result.get());
    }
    return Optional.of(rows);
  }

  private Optional<JsonNode> result(Planned next, int number, int runs, FineTuneListener listener) {
    if (stopping) {
      return Optional.empty();
    }
    Optional<JsonNode> known = next.run().known();
    listener.onRun(
        new FineTuneStart(
            number,
            runs,
            next.share(),
            next.beginning(),
            next.images(),
            next.run().recipe().train().epochs(),
            known.isPresent()));
    return known.isPresent()
        ? known
        : next.run()
            .run(
                List.of(listener),
                started -> {
                  current = Optional.of(started);
                  if (stopping) {
                    started.stop();
                  }
                },
                listener);
  }

  /** A run with what it learns from. */
  private record Planned(FineTuneRun run, double share, Beginning beginning, int images) {}

  private Planned planned(double share, Beginning beginning) {
    DataParts parts = parts(share);
    int size = parts.train().size();
    return beginning == Beginning.ENCODER
        ? planned(recipes.from(weights, share, size, options), share, parts, beginning, encoder)
        : planned(recipes.scratch(share, size, options), share, parts, beginning, "");
  }

  /** Learns from all images what a fine-tuned network answers, which is trained before. */
  private Planned student(Planned tuned) {
    DataParts parts = parts(1);
    Path teacher = tuned.run().folder();
    Recipe recipe = recipes.student(teacher, parts.train().size(), options);
    return planned(
        recipe, tuned.share(), parts, Beginning.DISTILLED, String.valueOf(teacher.getFileName()));
  }

  /**
   * A run in a folder of its own.
   *
   * @param from what it begins from or learns from, a part of its identity
   */
  private Planned planned(
      Recipe recipe, double share, DataParts parts, Beginning beginning, String from) {
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    Recipe own = bound.resolved().without("data").without("init");
    String settings =
        (beginning == Beginning.DISTILLED ? own.without("options") : own).toYaml() + from;
    String name =
        "%s-%s-%s"
            .formatted(
                beginning.key(),
                OptionValues.text(share),
                Digests.sha256(hash + settings).substring(0, DIGITS));
    Path folder = run.folder().resolve("finetune").resolve(name);
    return new Planned(
        new FineTuneRun(run, folder, bound, images, parts), share, beginning, parts.train().size());
  }

  /** The parts, of a view on the images that does not close them. */
  private DataParts parts(double share) {
    int[] all = IntStream.range(0, images.size()).toArray();
    return DataParts.of(
        new Subset(images, all, images.name()),
        recipes.split(share),
        new RandomSource(recipe.seed()));
  }

  /** The supervised method has one backbone on RGB images, of whole images. */
  private void requireOneNetwork() {
    Map<String, String> network = Encoder.load(weights).network().description();
    if (!network.getOrDefault("network", "").equals("single") || network.containsKey("input")) {
      throw new InputException(
          "fine-tuning needs an encoder of one network on RGB images, but that of %s is for halves, patches or one colour channel: use evaluate linear"
              .formatted(run.folder()));
    }
  }

  private void requireEveryClass(double share, List<Double> shares) {
    DataParts whole = parts(1);
    double least = Splits.leastShare(whole.train(), new RandomSource(recipe.seed()));
    if (share < least) {
      String enough =
          shares.stream()
              .filter(other -> other >= least)
              .map(other -> Percent.plain(other).replace(" %", ""))
              .collect(Collectors.joining(","));
      throw new InputException(
          "%s of the %d labels leave a class without one: use %s or more%s"
              .formatted(
                  Percent.plain(share),
                  whole.train().size(),
                  Percent.plain(raised(least)),
                  ", such as --labels " + (enough.isEmpty() ? "100" : enough)));
    }
  }

  /** A share that is at least this one as {@link Percent#plain} writes it. */
  private static double raised(double share) {
    return new BigDecimal(share)
        .round(new MathContext(DIGITS_OF_SHARE, RoundingMode.CEILING))
        .doubleValue();
  }

  private String protocol(int tested, List<Double> shares) {
    String of =
        shares.equals(List.of(1.0)) ? "all labels" : "shares of the labels, each part of the next,";
    return "whole network trained on %s of %s, protocol %s%s, last epoch, %s by the classifier (%,d images), seed %d"
        .formatted(
            of,
            images.name() + " train",
            OptionValues.name(options.protocol()),
            changed(),
            images.name() + " test",
            tested,
            recipe.seed());
  }

  private String changed() {
    List<String> changed = new ArrayList<>();
    add(changed, options.epochs() > 0, "epochs " + options.epochs());
    add(changed, options.batch() > 0, "batch " + options.batch());
    add(changed, options.lr() > 0, "rate " + OptionValues.number(options.lr()));
    add(
        changed,
        options.scratchLr() > 0,
        "rate from scratch " + OptionValues.number(options.scratchLr()));
    add(
        changed,
        options.headLayers() > 0,
        "the encoder from layer %d of its head on".formatted(options.headLayers()));
    add(changed, options.updates() > 0, "at least " + options.updates() + " updates");
    add(
        changed,
        options.distillEpochs() > 0,
        "its answers distilled into a network from random weights for %s on all images"
            .formatted(
                options.distillEpochs() == 1 ? "1 epoch" : options.distillEpochs() + " epochs"));
    return changed.isEmpty() ? "" : " with " + String.join(", ", changed);
  }

  private static void add(List<String> list, boolean holds, String text) {
    if (holds) {
      list.add(text);
    }
  }
}
