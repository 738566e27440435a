package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.likeness.data.DataFingerprint;
import org.likeness.error.InputFile;
import org.likeness.io.Digests;
import org.likeness.io.FileNames;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/**
 * What tells one run from another: the values of its recipe that can change a number of the
 * training, the images, and the seed. Two runs with equal identities give the same encoder on the
 * same machine.
 *
 * <p>Left out are where the images are and how they are fetched (the fingerprint of the data stands
 * for them), the evaluation at the end, the card, threads and the device (which change the last
 * digits, as another machine does), the memory order, logging and the times of checkpoints. Initial
 * weights count by the content of their file.
 *
 * <p>Defaults count as any other value: with another default the same recipe is another training,
 * while the recipe in the folder of a run has every value that it was trained with. An option that
 * came later is left out at the default with which it changes nothing, so that runs, and tables
 * that name them, keep their identities.
 *
 * @param family a hash of all but the seed, 64 hexadecimal digits: runs of one family are equal but
 *     for the seed
 * @param seed the seed
 */
public record RunIdentity(String family, long seed) {
  /** Digits of the name of a folder. */
  private static final int SHORT = 16;

  private static final String INIT = "init";
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "seed",
          "data.source",
          "data.root",
          "data.download",
          "data.index",
          "data.max-skipped",
          "data.threads",
          "train.device",
          "train.channels-last",
          "train.threads",
          "train.workers",
          "train.checkpoint-epochs",
          "train.checkpoint-minutes",
          "train.checkpoint-steps",
          "train.keep",
          "train.log-steps");

  /** Options that came after results were published, with the value that all had. */
  private static final Map<String, String> LATER =
      Map.of("optimizer.decay-all", "true", "backbone.plain.fc-norm", "true");

  public RunIdentity {
    requireNonNull(family, "family is null");
  }

  /**
   * The identity of a run, before it starts.
   *
   * @param recipe with the paths of this process
   * @param images the whole data set
   * @throws org.likeness.error.InputException if the initial weights cannot be read
   */
  public static RunIdentity of(PretrainRecipe recipe, DataFingerprint images) {
    Map<String, String> values = new TreeMap<>();
    recipe.describe().forEach(option -> values.put(option.key(), option.valueText()));
    values.keySet().removeAll(WITHOUT_EFFECT);
    values.entrySet().removeIf(each -> each.getValue().equals(LATER.get(each.getKey())));
    values.keySet().removeIf(key -> key.startsWith(EvaluationSection.SUMMARY + "."));
    values.keySet().removeIf(key -> key.startsWith(CardOptions.SECTION + "."));
    if (!recipe.init().isEmpty()) {
      values.put(INIT, content(FileNames.path(recipe.init())));
    }
    values.put("images", images.hash());
    StringBuilder text = new StringBuilder();
    values.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return new RunIdentity(Digests.sha256(text.toString()), recipe.seed());
  }

  /**
   * The identity of a run in its folder, from its recipe and its data.
   *
   * @return empty for a run that never began to train
   * @throws org.likeness.error.InputException if a file of the run is damaged, or its initial
   *     weights cannot be read
   */
  public static Optional<RunIdentity> of(RunLayout run) {
    return RunData.read(run).map(data -> of(RunPaths.recipe(run), data.data().fingerprint()));
  }

  private static String content(Path file) {
    InputFile.require(file);
    try {
      return Digests.file(file, "SHA-256");
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** The identity as 64 hexadecimal digits. */
  public String hash() {
    return Digests.sha256(family + " " + seed);
  }

  /** The first digits of {@link #hash}, for names and tables. */
  public String name() {
    return hash().substring(0, SHORT);
  }
}
