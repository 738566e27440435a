package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;

final class KeptNetworksTest {
  @TempDir Path folder;

  @Test
  void aCheckpointWithinAnEpochHasAFraction() {
    TinyRun.train(folder.resolve("run"), 12);
    KeptNetworks networks = new KeptNetworks(new RunLayout(folder.resolve("run")));
    assertThat(networks.last().epoch()).isEqualTo("2.40");
    assertThat(networks.last().images()).isEqualTo(TinyRun.IMAGES);
    assertThat(networks.epochs()).containsExactly(2);
    assertThat(networks.after(2).epoch()).isEqualTo("2");
  }

  @Test
  void oneThatIsMissingOrDamagedIsNamed() throws IOException {
    RunLayout run = new RunLayout(folder.resolve("run"));
    assertThatThrownBy(() -> new KeptNetworks(run).last())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the run %s has no checkpoint: resume it with ./likeness pretrain --resume %1$s",
            run.folder());
    TinyRun.train(run.folder(), Long.MAX_VALUE);
    Path state = TinyRun.lastState(run.folder());
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length - 1] ^= 1;
    Files.write(state, bytes);
    assertThatThrownBy(() -> new KeptNetworks(run).last())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "checkpoint %s is damaged: state.safetensors has changed since it was written; use another network of the run",
            state.getParent());
  }
}
