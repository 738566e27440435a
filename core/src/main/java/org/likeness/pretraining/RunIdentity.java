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
 * What tells one run from another: the values of its recipe that differ from the defaults and can
 * change a number of the training, the images, and the seed. Two runs with equal identities give
 * the same encoder on the same machine.
 *
 * <p>Left out are where the images are and how they are fetched (the fingerprint of the data stands
 * for them), the evaluation at the end, threads and the device (which change the last digits, as
 * another machine does), the memory order, logging and the times of checkpoints. Initial weights
 * count by the content of their file. Values that are the defaults are left out, so that an option
 * that is added later does not change the identity of earlier runs.
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
    Map<String, String> values = new TreeMap<>(recipe.changed());
    values.keySet().removeAll(WITHOUT_EFFECT);
    values.keySet().removeIf(key -> key.startsWith(EvaluationSection.SUMMARY + "."));
    if (!recipe.init().isEmpty()) {
      values.put(INIT, content(FileNames.path(recipe.init())));
    }
    values.put("method", recipe.method().name());
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
