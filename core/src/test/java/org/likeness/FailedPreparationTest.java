package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;

/** What is open when a run cannot be prepared is closed. */
final class FailedPreparationTest {
  @TempDir private Path folder;

  @Test
  void theDataSetIsClosedWhereverPreparationFails() throws IOException {
    Path used = Files.createDirectory(folder.resolve("used"));
    Files.writeString(used.resolve("notes.txt"), "mine");
    Closing closing = new Closing();
    assertClosed(closing, Pretraining.on(closing).into(used), "used");
    assertClosed(closing, Pretraining.on(closing).set("train.epoch", 1), "train.epoch");
    assertClosed(closing, Pretraining.on(closing), "closing has 0 training images");

    RunLayout run = run();
    Files.writeString(run.data(), "{");
    assertClosed(closing, Pretraining.resume(run).dataset(closing), "data.json is damaged");
    Files.delete(run.data());
    Files.writeString(run.skipped(), "id\nvalue\n");
    assertClosed(
        closing, Pretraining.resume(run).dataset(closing), "skipped.csv, line 2, is not a row");
  }

  private static void assertClosed(Closing closing, Pretraining pretraining, String message) {
    closing.closed = 0;
    assertThatThrownBy(pretraining::prepare)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
    assertThat(closing.closed).as(message).isEqualTo(1);
  }

  @Test
  void aRunWhoseRecipeCannotBeReadIsUnlocked() throws IOException {
    RunLayout run = run();
    Pretraining resumed = Pretraining.resume(run);
    Files.write(run.recipe(), new byte[] {(byte) 0xff});
    assertThatThrownBy(resumed::prepare)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("recipe.yaml");
    RunDirectory.open(run).close();
  }

  private RunLayout run() {
    Path images = TinyFolder.labelled(folder.resolve("images"), 8);
    Recipe recipe = TinyFolder.recipe(images, "monitor.evaluations=[spread]");
    String yaml = PretrainRecipe.of(recipe).resolved().toYaml();
    try (RunDirectory run = RunDirectory.create(folder.resolve("run"), yaml)) {
      return run.layout();
    }
  }

  /** A data set without images that counts how often it is closed. */
  private static final class Closing implements Dataset {
    private int closed;

    @Override
    public String name() {
      return "closing";
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public ImageInfo info(int index) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public Image load(int index) throws IOException {
      throw new IOException("there is no image");
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
