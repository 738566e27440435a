package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.server.Call;

/** A studio of a {@link StudioFixture}, and requests to it. */
final class StudioServer implements AutoCloseable {
  private final StudioFixture fixture;
  private final Studio studio;

  StudioServer(Path folder) throws IOException {
    fixture = new StudioFixture(folder);
    studio = fixture.start();
  }

  StudioFixture fixture() {
    return fixture;
  }

  URI address() {
    return studio.address();
  }

  /** The answer to a request, which must be 200. */
  JsonNode json(String path) {
    var answer = Call.get(address(), path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Call.json(answer);
  }

  /** An answer, when the jobs that it waits for have ended. */
  JsonNode settled(String path) throws InterruptedException {
    var answer = Call.get(address(), path);
    while (answer.statusCode() == 202) {
      await(Call.json(answer).path("jobs").get(0));
      answer = Call.get(address(), path);
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Call.json(answer);
  }

  /** Waits until a job has ended well. */
  void await(JsonNode started) throws InterruptedException {
    String job = started.path("job").asText().replace(" ", "%20");
    JsonNode state = started;
    for (int i = 0;
        i < 3000 && !List.of("done", "failed").contains(state.path("state").asText());
        i++) {
      Thread.sleep(100);
      state = json("/api/jobs?job=" + job);
    }
    assertThat(state.path("state").asText()).as(state.toString()).isEqualTo("done");
  }

  /** The texts of a field of each object. */
  static List<String> texts(JsonNode array, String name) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.path(name).asText()));
    return texts;
  }

  @Override
  public void close() throws IOException {
    studio.close();
    fixture.close();
  }
}
