package org.likeness.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class StaticFilesTest {
  @Test
  void filesHaveATypeATagAndAPolicy() {
    try (WebServer server =
        WebServer.at(ServerAddress.loopback(0))
            .routes(
                new StaticFiles("/org/likeness/server/")
                    .add("/", "a.txt")
                    .add("/map", "a.txt", Safety.WITH_INLINE_STYLES))
            .start()) {
      HttpResponse<String> first = Call.get(server.address(), "/");
      assertThat(first.body()).isEqualTo("a text\n");
      assertThat(first.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
      String tag = first.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> second = Call.get(server.address(), "/", "If-None-Match", tag);
      assertThat(second.statusCode()).isEqualTo(304);
      assertThat(second.body()).isEmpty();
      assertThat(Call.get(server.address(), "/map").headers().allValues(Safety.CONTENT_POLICY))
          .containsExactly(Safety.WITH_INLINE_STYLES);
    }
  }

  @Test
  void whatIsMissingOrOfUnknownTypeIsAMistakeOfTheProgram() {
    StaticFiles files = new StaticFiles("/org/likeness/server/");
    assertThatThrownBy(() -> files.add("/", "b.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b.txt");
    assertThatThrownBy(() -> files.add("/", "StaticFiles.class"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StaticFiles("org/likeness"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
