package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.pretraining.RunIdentity;
import org.likeness.run.RunLayout;

final class RunStoreTest {
  @TempDir private Path folder;

  /** As a version with further options would: it calculates another name than the folder has. */
  @Test
  void aRunIsFoundByTheNameOfItsIdentityWhateverItsFolderIsCalled() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("images"), 8);
    Path runs = folder.resolve("runs");
    Path earlier = runs.resolve("earlier");
    Pretraining.of(TinyFolder.recipe(images, "train.epochs=1", "summary.evaluations=[spread]"))
        .into(earlier)
        .run();
    RunIdentity identity = RunIdentity.of(new RunLayout(earlier)).orElseThrow();
    RunStore store = new RunStore(runs);
    assertThat(store.named(identity.name())).contains(new RunLayout(earlier));
    assertThat(store.find(identity)).contains(new RunLayout(earlier));
    assertThat(store.named("0123456789abcdef")).isEmpty();
    Files.move(earlier, runs.resolve(identity.name()));
    assertThat(store.named(identity.name())).contains(new RunLayout(runs.resolve(identity.name())));
  }
}
