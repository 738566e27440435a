package org.likeness.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=xyz";

  private static List<Multipart.Part> parts(String type, String body) {
    return Multipart.parts(body.getBytes(ISO_8859_1), type);
  }

  private static String part(String head, String content) {
    return "--xyz\r\n" + head + "\r\n\r\n" + content + "\r\n";
  }

  @Test
  void partsHaveNamesFilesAndBytes() {
    String body =
        part("Content-Disposition: form-data; name=\"k\"", "5")
            + part(
                "content-type: image/png\r\ncontent-disposition: form-data; name=image; filename=\"a \\\"b\\\".png\"",
                "\u0000\r\n--xy\r\n\u00ff")
            + part("Content-Disposition: form-data; name=\"empty\"; filename=\"\"", "")
            + "--xyz--\r\nafterwards";
    List<Multipart.Part> parts = parts(TYPE, body);
    assertThat(parts).extracting(Multipart.Part::name).containsExactly("k", "image", "empty");
    assertThat(parts)
        .extracting(Multipart.Part::fileName)
        .containsExactly(Optional.empty(), Optional.of("a \"b\".png"), Optional.of(""));
    assertThat(parts.get(0).text()).isEqualTo("5");
    assertThat(parts.get(1).content()).isEqualTo("\u0000\r\n--xy\r\n\u00ff".getBytes(ISO_8859_1));
    assertThat(parts.get(2).content()).isEmpty();
    assertThat(parts("multipart/form-data; boundary=\"xyz\"; charset=utf-8", "before\r\n" + body))
        .hasSize(3);
    assertThat(parts(TYPE, "--xyz--")).isEmpty();
  }

  @Test
  void malformedFormsAreRefused() {
    String good = part("Content-Disposition: form-data; name=\"a\"", "1") + "--xyz--";
    assertRefused("multipart/form-data", good, "its content type names no boundary");
    assertRefused("multipart/form-data; boundary=abc", good, "its boundary does not occur");
    assertRefused(TYPE, "", "its boundary does not occur");
    assertRefused(TYPE, good.substring(0, good.length() - 9), "a part does not end");
    assertRefused(
        TYPE, "--xyz\r\nContent-Disposition: form-data", "a part has no end of its headers");
    assertRefused(TYPE, "--xyzw\r\n", "a boundary is not followed by a line end");
    assertRefused(TYPE, part("X: y", "1") + "--xyz--", "a part has no Content-Disposition");
    assertThatThrownBy(
            () ->
                parts(
                    TYPE,
                    part("Content-Disposition: form-data; name=a", "").repeat(2001) + "--xyz--"))
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.status()).isEqualTo(413));
  }

  private static void assertRefused(String type, String body, String why) {
    assertThatThrownBy(() -> parts(type, body))
        .isInstanceOf(Refusal.class)
        .hasMessage("the form is malformed: " + why);
  }

  /** Whatever the bytes are, the answer is parts or a refusal. */
  @Test
  void randomBytesAreReadOrRefused() {
    Random random = new Random(5);
    byte[] good =
        (part("Content-Disposition: form-data; name=\"a\"; filename=\"b\"", "12345") + "--xyz--")
            .getBytes(ISO_8859_1);
    int read = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] body = good.clone();
      for (int change = 0; change < 1 + i % 5; change++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        read +=
            Multipart.parts(java.util.Arrays.copyOf(body, random.nextInt(body.length + 1)), TYPE)
                .size();
      } catch (Refusal e) {
        assertThat(e.status()).isEqualTo(400);
      }
    }
    assertThat(read).isPositive();
  }
}
