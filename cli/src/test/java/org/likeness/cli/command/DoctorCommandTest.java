package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.cli.Outcome;
import org.likeness.cli.doctor.Examination;
import org.likeness.cli.doctor.Examination.Problem;
import org.likeness.torch.Torch;

final class DoctorCommandTest {
  @Test
  void measuresThisMachine() throws JsonProcessingException {
    Torch.require();
    Torch.setThreads(Runtime.getRuntime().availableProcessors()); // a run in this JVM may set fewer
    Outcome outcome = Outcome.of("doctor", "--json");
    assertThat(outcome.exitCode()).isZero();
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.path("libtorch").asText()).startsWith("2.10.0");
    assertThat(json.path("opencv").asText()).startsWith("4.");
    assertThat(json.path("device").asText()).isEqualTo("cpu");
    assertThat(json.path("torchThreads").asInt()).isEqualTo(json.path("processors").asInt());
    assertThat(json.path("blasThreads").asInt()).isEqualTo(json.path("processors").asInt());
    assertThat(json.path("gflops").asDouble()).isPositive();
    assertThat(json.path("cacheBytes").asLong()).isPositive();
    assertThat(json.path("ready").asBoolean()).isTrue();
  }

  @Test
  void theFixForALibraryThatCannotBeLoadedFollowsTheBuild() {
    assertThat(Examination.noTorch(new UnsatisfiedLinkError("no jnitorch")).fix())
        .startsWith("use linux-x86_64");
    String cuda = "/cache/linux-x86_64-gpu/libtorch_cpu.so: libcupti.so.13: cannot open";
    assertThat(Examination.noTorch(new UnsatisfiedLinkError(cuda)).fix())
        .contains("LD_LIBRARY_PATH")
        .contains("LIKENESS_BUILD_OPTS= ");
  }

  @Test
  void withoutOpenCvOneMayTrain() {
    Problem problem = Examination.noOpenCv(new UnsatisfiedLinkError("no jniopencv_core\nstack"));
    assertThat(problem.what())
        .isEqualTo(
            "OpenCV cannot be loaded: no jniopencv_core; images are decoded in Java, which is slower, and large JPEGs only at full size.");
    assertThat(problem.fix()).startsWith("use linux-x86_64");
    assertThat(problem.fatal()).isFalse();
  }

  @Test
  void theVerdictFollowsTheProblems() {
    Problem note = new Problem("little disk.", "make room.", false);
    Problem fatal = new Problem("no libtorch.", "another machine.", true);
    assertThat(new Examination(List.of(), List.of()).verdict()).isEqualTo("ready.");
    assertThat(new Examination(List.of(), List.of(note)).verdict())
        .isEqualTo("ready, with the note above.");
    assertThat(new Examination(List.of(), List.of(note, note)).verdict())
        .isEqualTo("ready, with the notes above.");
    Examination hopeless = new Examination(List.of(), List.of(note, fatal));
    assertThat(hopeless.problems()).containsExactly(fatal, note);
    assertThat(hopeless.ready()).isFalse();
    assertThat(hopeless.verdict())
        .isEqualTo("Likeness cannot train here until the problem above is fixed.");
  }
}
