package org.likeness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each command as the launcher starts it, in a process of its own: JavaCPP loads nothing by itself
 * there, so that each must load what it needs before it touches a tensor.
 */
@Tag("slow")
final class FirstUseTest {
  /** Up to what follows it, since a part of a line may be read. */
  private static final Pattern ADDRESS = Pattern.compile("http://[^\\s:]+:\\d+(?=[^\\d])");

  @TempDir static Path shared;
  private static Path run = Path.of("");
  private static Path pictures = Path.of("");

  @BeforeAll
  static void train() throws Exception {
    pictures = Pictures.coloured(shared.resolve("pictures"), 14);
    run = shared.resolve("run");
    List<String> call = new ArrayList<>(List.of("pretrain", "--out", run.toString()));
    for (String setting :
        List.of(
            "data.source=" + pictures,
            "backbone.width=4",
            "view.size=16",
            "train.batch=8",
            "train.epochs=1")) {
      call.addAll(List.of("--set", setting));
    }
    assertThat(start(call)).startsWith("0: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bench softmax --n 300 --batch 4 --negatives 8 --rounds 1",
        "bench knn --n 300 --queries 10 --rounds 1",
        "bench step --steps 1 --set train.batch=4 --set backbone.width=8"
      })
  void benches(String call) throws Exception {
    assertThat(start(List.of(call.split(" ")))).startsWith("0: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"knn", "copies", "spread"})
  void evaluate(String name) throws Exception {
    assertThat(start(List.of("evaluate", name, run.toString()))).startsWith("0: ");
  }

  @Test
  void embed() throws Exception {
    String table = shared.resolve("table").toString();
    assertThat(
            start(List.of("embed", run.toString(), "--data", pictures.toString(), "--out", table)))
        .startsWith("0: ");
  }

  /** The service answers, and ends when it is told to. */
  @Test
  void serve() throws Exception {
    String printed =
        answered(
            List.of("serve", run.toString(), "--port", "0"),
            address ->
                HttpRequest.newBuilder(URI.create(address + "/v1/embed"))
                    .POST(HttpRequest.BodyPublishers.ofFile(pictures.resolve("red/0.png"))));
    assertThat(printed).contains("Serving embeddings of").endsWith("Stopped.\n");
  }

  @Test
  void studio() throws Exception {
    String printed =
        answered(
            List.of("studio", shared.toString(), "--port", "0"),
            address -> HttpRequest.newBuilder(URI.create(address + "/api/runs/run/views?count=2")));
    assertThat(printed).contains("The studio is at http://127.0.0.1:").endsWith("Stopped.\n");
  }

  /** A request to what is made of the address that a command prints. */
  private interface ToAddress {
    HttpRequest.Builder request(String address) throws IOException;
  }

  /** Starts a server, asks it something, ends it; gives what it printed. */
  private static String answered(List<String> call, ToAddress question) throws Exception {
    Path output = Files.createTempFile(shared, "server", ".txt");
    Process process = process(List.of(), System.getProperty("java.class.path"), call, output);
    try {
      String address = "";
      for (int i = 0; i < 6000 && address.isEmpty() && process.isAlive(); i++) {
        Thread.sleep(100);
        Matcher found = ADDRESS.matcher(Files.readString(output, StandardCharsets.ISO_8859_1));
        address = found.find() ? found.group() : "";
      }
      assertThat(address).as(Files.readString(output)).isNotEmpty();
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(question.request(address).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void benchServe() throws Exception {
    String call = "--data PICTURES --images 5 --clients 2 --seconds 1";
    List<String> words = new ArrayList<>(List.of("bench", "serve", run.toString()));
    words.addAll(List.of(call.replace("PICTURES", pictures.toString()).split(" ")));
    assertThat(start(words)).startsWith("0: ").containsPattern("\n +32 +2 .* 0 +[0-9]+\n");
  }

  @Test
  void card() throws Exception {
    assertThat(start(List.of("card", run.toString()))).startsWith("0: ");
  }

  @Test
  void indexAndSearch() throws Exception {
    String table = shared.resolve("searched").toString();
    String index = shared.resolve("index").toString();
    String data = pictures.toString();
    assertThat(start(List.of("embed", run.toString(), "--data", data, "--out", table)))
        .startsWith("0: ");
    assertThat(start(List.of("index", table, "--out", index))).startsWith("0: ");
    assertThat(start(List.of("search", index, "--like", "red/0.png"))).startsWith("0: ");
    assertThat(start(List.of("search", index, data + "/red/0.png", "--encoder", run.toString())))
        .startsWith("0: ");
  }

  @Test
  void figure() throws Exception {
    assertThat(start(List.of("evaluate", "neighbours", run.toString()))).startsWith("0: ");
    String report = run.resolve("evaluations/neighbours.json").toString();
    assertThat(start(List.of("figure", report))).startsWith("0: ");
  }

  @Test
  void augment() throws Exception {
    String sheet = shared.resolve("sheet.png").toString();
    assertThat(start(List.of("augment", "--data", pictures.toString(), "--out", sheet)))
        .startsWith("0: ");
  }

  /** Where OpenCV's native code is missing, that is said once, and everything goes on. */
  @Test
  void withoutOpenCv() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("opencv-4"))
            .collect(Collectors.joining(File.pathSeparator));
    classPath += File.pathSeparator + jarOf(opencv_core.class);
    String sheet = shared.resolve("plain.png").toString();
    String said =
        start(classPath, List.of("augment", "--data", pictures.toString(), "--out", sheet));
    assertThat(said).startsWith("0: ").containsOnlyOnce("OpenCV cannot be loaded");
    assertThat(start(classPath, List.of("doctor")))
        .startsWith("0: ")
        .contains("Note: OpenCV cannot be loaded: ")
        .contains("Verdict: ready, with");
  }

  /** Where Java's file names are ASCII, others are refused with the variable that helps. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void otherLocales() throws Exception {
    // The test's own Java may know no name outside ASCII, so the shell puts it in.
    String shell = "name=$'\\303\\251'; exec \"${@//NAME/$name}\"";
    List<String> utf8 = List.of("bash", "-c", "export LC_ALL=C.UTF-8; " + shell, "bash");
    List<String> ascii = List.of("bash", "-c", "export LC_ALL=C; " + shell, "bash");
    Path folder = Files.createDirectory(shared.resolve("names"));
    List<String> make = new ArrayList<>(utf8);
    make.addAll(List.of("cp", "-r", pictures.toString(), folder + "/NAME"));
    assertThat(new ProcessBuilder(make).start().waitFor()).isZero();
    List<String> call =
        List.of("augment", "--data", folder + "/NAME", "--out", folder + "/NAME.png");
    String classPath = System.getProperty("java.class.path");
    assertThat(start(ascii, classPath, List.of("embed", "a", "NAME")))
        .startsWith("2: Error: unexpected argument");
    assertThat(start(utf8, classPath, call)).startsWith("0: ").contains("\u00e9.png");
    String advice = "set the environment variable LC_ALL=C.UTF-8 and start again";
    assertThat(start(ascii, classPath, call))
        .startsWith("2: Error: the file name")
        .contains(advice);
    List<String> above =
        List.of("augment", "--data", folder.toString(), "--out", folder + "/a.png");
    assertThat(start(ascii, classPath, above))
        .startsWith("2: Error: the file name")
        .contains(advice);
  }

  private static String jarOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static String start(List<String> call) throws Exception {
    return start(System.getProperty("java.class.path"), call);
  }

  private static String start(String classPath, List<String> call) throws Exception {
    return start(List.of(), classPath, call);
  }

  /** Exit code and what was printed. */
  private static String start(List<String> shell, String classPath, List<String> call)
      throws Exception {
    // Into a file: who reads a pipe to its end waits for the process without a limit.
    Path output = Files.createTempFile(shared, "output", ".txt");
    Process process = process(shell, classPath, call, output);
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      return "did not end: " + Files.readString(output);
    }
    return process.exitValue() + ": " + Files.readString(output);
  }

  private static Process process(
      List<String> shell, String classPath, List<String> call, Path output) throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Djava.awt.headless=true",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dorg.bytedeco.javacpp.loadlibraries=false",
            "-Dlikeness.home=..",
            "-cp",
            classPath,
            Main.class.getName()));
    command.addAll(call);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
