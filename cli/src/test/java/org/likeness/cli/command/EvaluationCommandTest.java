package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Report;
import org.likeness.evaluations.Evaluations;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.SplitOptions;
import org.likeness.random.RandomSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class EvaluationCommandTest {
  @TempDir Path folder;

  private String encoder = "";
  private String pictures = "";

  @BeforeEach
  void prepare() {
    encoder = Pictures.encoder(folder).toString();
    pictures = Pictures.coloured(folder.resolve("pictures"), 20).toString();
  }

  @Test
  void coloursAreToldFromPixelsAndFromAnyNetwork() throws JsonProcessingException {
    for (String features : new String[] {"pixels", "backbone"}) {
      Outcome outcome =
          Outcome.of(
              "evaluate",
              "knn",
              encoder,
              "--data",
              pictures,
              "-k",
              "1,5",
              "--tau",
              "0.1",
              "--features",
              features,
              "--json");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      JsonNode reports = new ObjectMapper().readTree(outcome.out()).path("rows");
      assertThat(reports).hasSize(2);
      assertThat(reports.get(1).path("k").asInt()).isEqualTo(5);
      assertThat(reports.get(1).path("accuracy").asDouble())
          .as(features)
          .isGreaterThan(features.equals("pixels") ? 0.99 : 0.6);
      assertThat(reports.get(1).path("query_size").asInt()).isEqualTo(9); // 15 % of 60
    }
  }

  @Test
  void aRunWhoseBrokenImageWasRemovedKeepsItsParts() throws IOException {
    Path run = run();
    JsonNode whole = spread(run);
    remove(run, DataParts::train);
    assertThat(spread(run)).isEqualTo(whole);
  }

  @Test
  void aRemovedImageDoesNotCountAgainstTheLimit() throws IOException {
    Path run = run();
    remove(run, DataParts::test);
    assertThat(spread(run).path("images").asInt()).isEqualTo(8);
  }

  /** The folder of a run on the pictures, all of which must be decodable. */
  private Path run() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("environment.json"), "{}");
    Files.copy(Path.of(encoder), run.resolve("encoder.safetensors"));
    Files.writeString(
        run.resolve("recipe.yaml"),
        "method: invaspread\ndata: {source: '" + pictures + "', max-skipped: 0}\n");
    return run;
  }

  /** Removes an image that the run lists as skipped. */
  private void remove(Path run, Function<DataParts, Subset> part) throws IOException {
    Subset images;
    try (Dataset dataset = Datasets.open(pictures, DataOptions.defaults())) {
      images = part.apply(DataParts.of(dataset, SplitOptions.defaults(), new RandomSource(0)));
    }
    String id = images.info(0).id();
    Files.writeString(
        run.resolve("skipped.csv"),
        "id,reason,number,width,height,label,group,split\n%s,broken,%d,24,24,%s,,\n"
            .formatted(id, images.original(0), id.substring(0, id.indexOf('/'))));
    Files.delete(Path.of(pictures, id));
  }

  private static JsonNode spread(Path run) throws IOException {
    Outcome outcome = Outcome.of("evaluate", "spread", run.toString(), "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void textIsATableAndItsProtocol() {
    Outcome outcome =
        Outcome.of(
            "evaluate", "knn", encoder, "--data", pictures, "-k", "5", "--features", "pixels");
    assertThat(outcome.out())
        .startsWith(
            """
            k  tau  accuracy  95 % interval       balanced
            5  0.1  100.00 %  100.0 % to 100.0 %  100.00 %

            Best of the grid, chosen on the validation part: k = 1, tau = 0.02, accuracy 100.00 %, balanced 100.00 %.
            Protocol: weighted kNN, k = 5, tau = 0.1, centred cosine of raw pixels, bank pictures train (46 images,""")
        .doesNotContain("Wrote ");
    assertThat(outcome.err()).contains("Measuring: 60 of 60 images (100 %)");
  }

  @Test
  void everyEvaluationOfTheListIsACommand() throws IOException {
    Outcome list = Outcome.of("evaluate");
    assertThat(list.exitCode()).isEqualTo(2);
    for (EvaluationEntry<?> entry : Evaluations.all()) {
      assertThat(list.err()).contains(entry.name(), entry.title());
      Outcome outcome = Outcome.of("evaluate", entry.name(), encoder, "--data", pictures, "--json");
      if (entry.name().equals("attention")) { // this encoder is a ResNet
        assertThat(outcome.err())
            .isEqualTo(
                "Error: attention is drawn for vision transformers only: train one with --set backbone.name=vit-tiny, and --set backbone.vit.patch=4 for images of 32 pixels.\n");
        continue;
      }
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      Report report = new Report(new ObjectMapper().readTree(outcome.out()));
      assertThat(report.evaluation()).isEqualTo(entry.name());
      assertThat(report.images()).isEqualTo(9);
    }
  }

  @Test
  void optionsAreThoseOfTheRecordAndAreReadAsInARecipe() throws IOException {
    assertThat(Outcome.of("evaluate", "knn", "--help").out())
        .containsSubsequence(
            "-k, --k N,...", "--tau N,...", "--grid-k N,...", "--grid-tau N,...", "--data DIR")
        .contains("0.02, 0.05, 0.1,")
        .contains("Default: head;");
    Outcome outcome =
        Outcome.of(
            "evaluate",
            "knn",
            encoder,
            "--data",
            pictures,
            "-k",
            "1,5",
            "--tau",
            "0.05, 0.1",
            "--grid-k",
            "3",
            "--grid-tau",
            "0.07",
            "--json");
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.path("rows")).hasSize(4);
    assertThat(json.path("rows").get(1).path("tau").asDouble()).isEqualTo(0.1);
    assertThat(json.path("best_of_grid").path("k").asInt()).isEqualTo(3);
    assertThat(json.path("best_of_grid").path("tau").asDouble()).isEqualTo(0.07);
    JsonNode mild =
        new ObjectMapper()
            .readTree(
                Outcome.of(
                        "evaluate",
                        "copies",
                        encoder,
                        "--data",
                        pictures,
                        "--area",
                        "1",
                        "--flip",
                        "0",
                        "--jitter",
                        "0",
                        "--features",
                        "pixels",
                        "--json")
                    .out());
    assertThat(mild.path("top1").asDouble()).isEqualTo(1);
  }

  @Test
  void aReportIsKeptInTheRun() throws IOException {
    Path run = folder.resolve("run");
    List<String> call = new ArrayList<>(List.of("pretrain", "--out", run.toString(), "--quiet"));
    for (String setting :
        List.of(
            "data.source=" + pictures,
            "backbone.width=4",
            "view.size=16",
            "train.batch=8",
            "train.epochs=1",
            "summary.knn.k=3")) {
      call.addAll(List.of("--set", setting));
    }
    Outcome trained = Outcome.of(call.toArray(String[]::new));
    assertThat(trained.exitCode()).as(trained.err()).isZero();

    Path file = run.resolve("evaluations").resolve("copies.json");
    Outcome copies = Outcome.of("evaluate", "copies", run.toString());
    assertThat(copies.out())
        .contains("\nWrote " + file + ".\n")
        .endsWith("copies.png and copies.svg.\n");
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    assertThat(report.path("encoder").asText()).isEqualTo(Encoder.load(run).hash());
    assertThat(report.path("protocol").asText().replace("epoch 1", "best epoch"))
        .isEqualTo(summary.at("/columns/2/copies/protocol").asText());
    assertThat(report.path("images")).isEqualTo(summary.at("/columns/2/copies/images"));
    assertThat(Outcome.of("evaluate", "copies", run + "@last").out())
        .contains("\nWrote " + run.resolve("evaluations/copies@last.json") + ".\n");
    assertThat(Outcome.of("evaluate", "copies", run + "@7").err())
        .isEqualTo(
            "Error: the run "
                + run
                + " keeps no network of epoch 7: it keeps @1; train with --set train.keep=N,... to keep more.\n");

    // Wherever a command takes a network of a run, and refused where it takes the run.
    for (List<String> other :
        List.of(
            List.of("embed", run + "@last", "--data", pictures, "--out", folder + "/table"),
            List.of("classify", run + "@1", pictures + "/red/0.png"),
            List.of("evaluate", "finetune", run + "@best", "--epochs", "1", "--updates", "0"))) {
      Outcome named = Outcome.of(other.toArray(String[]::new));
      assertThat(named.exitCode()).as("%s: %s", other, named.err()).isZero();
    }
    for (List<String> other :
        List.of(List.of("card"), List.of("evaluate", "verdict"), List.of("reproduce"))) {
      List<String> command = new ArrayList<>(other);
      command.add(run + "@last");
      assertThat(Outcome.of(command.toArray(String[]::new)).err())
          .contains(": name it without @last.");
    }

    // As the summary of the run measured, and with a chart where there is something to draw.
    Outcome knn = Outcome.of("evaluate", "knn", run.toString(), "--json");
    assertThat(new ObjectMapper().readTree(knn.out()))
        .isEqualTo(new ObjectMapper().readTree(run.resolve("evaluations/knn.json").toFile()));
    assertThat(new ObjectMapper().readTree(knn.out()).at("/rows/0/k").asInt()).isEqualTo(3);
    assertThat(new ObjectMapper().readTree(knn.out()).at("/rows/0/epoch").asText()).isEqualTo("1");
    String[] several = {"evaluate", "knn", run.toString(), "-k", "1,5"};
    String written = Outcome.of(several).out();
    assertThat(written)
        .containsPattern(
            "Wrote .*knn-[0-9a-f]{6}\\.json\\.\nFigure: .*\\.png and knn-[0-9a-f]{6}\\.svg\\.\n$");
    Path chart = Path.of(written.strip().replaceAll("(?s).*Figure: | and knn[^ ]*$", ""));
    assertThat(chart).isNotEmptyFile();

    // A figure with images is drawn again from the report, the same to the byte.
    assertThat(Outcome.of("evaluate", "neighbours", run.toString()).exitCode()).isZero();
    Path sheet = run.resolve("evaluations/neighbours.png");
    Path vectors = run.resolve("evaluations/neighbours.svg");
    byte[] pixels = Files.readAllBytes(sheet);
    String text = Files.readString(vectors);
    Files.delete(sheet);
    Files.delete(vectors);
    String json = run.resolve("evaluations/neighbours.json").toString();
    assertThat(Outcome.of("figure", json))
        .isEqualTo(new Outcome(0, "Wrote " + sheet + " and neighbours.svg.\n", ""));
    assertThat(sheet).hasBinaryContent(pixels);
    assertThat(vectors).hasContent(text);
    assertThat(Outcome.of("figure", json, json).err())
        .startsWith("Error: the figure of several reports needs a name: add --out NAME.\n");
    assertThat(Outcome.of("figure", json, json, "--out", folder + "/both").exitCode()).isZero();
    assertThat(folder.resolve("both.svg")).exists();
    assertThat(Outcome.of("figure", run.resolve("summary.json").toString()).err())
        .startsWith("Error: " + run + "/summary.json is not the report of an evaluation: ");

    // A chart that cannot be written is a warning.
    Files.delete(chart);
    Files.createDirectories(chart.resolve("in the way"));
    Outcome charted = Outcome.of("evaluate", "knn", run.toString(), "-k", "1,5", "--json");
    assertThat(charted.exitCode()).isZero();
    assertThat(new ObjectMapper().readTree(charted.out()).path("rows")).hasSize(2);
    assertThat(charted.err())
        .startsWith("Warning: " + chart + " cannot be written: ")
        .hasLineCount(1);
  }

  @Test
  void wrongCallsAreExplained() {
    refused("--tau must be at least 0.002 but contains 0", "knn", encoder, "--tau", "0");
    refused("--k must be a whole number but is \"few\"", "knn", encoder, "-k", "few");
    refused("--grid-k must be at least 1 but contains 0", "knn", encoder, "--grid-k", "0");
    refused("--tau must be at least 0.002 but contains 0", "knn", encoder, "-k", "1", "--tau", "0");
    refused(
        "no images are given: add --data DIR, a folder or one of ./likeness datasets",
        "knn",
        encoder);
    refused(
        "setting data.exclud=x: unknown key data.exclud, did you mean data.exclude?",
        "knn",
        encoder,
        "--data",
        pictures,
        "--set",
        "data.exclud=x");
    refused(
        "setting train.lr=1: unknown key train.lr; only keys of data can be set here",
        "knn",
        encoder,
        "--data",
        pictures,
        "--set",
        "train.lr=1");
    assertThat(Outcome.of("evaluate", "copies", encoder, "-k", "3").err())
        .isEqualTo(
            "Error: unknown option -k, did you mean -h?\nTry './likeness evaluate copies --help'.\n");
    assertThat(Outcome.of("evaluate", "knn"))
        .matches(outcome -> outcome.exitCode() == 2 && outcome.out().isEmpty())
        .extracting(Outcome::err, as(STRING))
        .isEqualTo("Error: missing RUN.\nTry './likeness evaluate knn --help'.\n");
    assertThat(Outcome.of("evaluate", "knnn", "last").err())
        .isEqualTo(
            "Error: there is no command 'knnn', did you mean ./likeness evaluate knn?\nTry './likeness evaluate --help'.\n");
    assertThat(Outcome.of("evaluate", "knn", encoder, "--data", pictures + "/red").err())
        .matches(
            "Error: kNN accuracy needs the class of every image, but (\\d+) of \\1 images of red train have none"
                + " \\(the first is [^ ]+\\.png\\): put the images into one folder per class, or use a CSV file with the"
                + " columns path and label\\.\n");
  }

  private static void refused(String message, String... words) {
    List<String> call = new ArrayList<>(List.of("evaluate"));
    call.addAll(List.of(words));
    assertThat(Outcome.of(call.toArray(String[]::new)))
        .isEqualTo(new Outcome(2, "", Outcome.error(message)));
  }

  /** Options of which three are named as the command's own. */
  public record Probe(
      @Option(value = "16", range = "[1, inf)", help = "vectors per step") int batch,
      @Option(value = "10", range = "[1, inf)", help = "epochs of training") int epochs,
      @Option(value = "false", help = "something else than the command's") boolean json,
      @Option(value = "0.5", range = "(0, 1)", help = "quantile") double q) {}

  @Test
  void anOptionThatTheCommandHasGetsTheNameOfTheEvaluation() {
    EvaluationEntry<Probe> entry =
        EvaluationEntry.of(
            "probe",
            "Probe",
            "has options that are named as those of the command",
            OptionRecords.defaults(Probe.class),
            options -> {
              throw new IllegalStateException("nothing is measured");
            },
            Evaluations.named("spread").reader());
    Console console = new Console(System.out, System.err, Terminal.none());
    CommandLine root = new CommandLine(new Root(console, CommandSpec.create()));
    root.addSubcommand("probe", EvaluationCommand.of(console, entry, root.getCommandSpec()));
    assertThat(root.getSubcommands().get("probe").getCommandSpec().optionsMap())
        .containsKeys("--batch", "--probe.batch", "--json", "--probe.json", "--epochs", "--q");

    EvaluationArguments arguments = new EvaluationArguments(entry);
    CommandSpec spec = CommandSpec.create().name("probe");
    spec.addOption(CommandLine.Model.OptionSpec.builder("--batch").type(int.class).build());
    arguments.addTo(spec, root.getCommandSpec());
    CommandLine line = new CommandLine(spec);
    line.parseArgs("--batch=128", "--probe.batch=8", "--probe.json=true", "--q=0.25");
    assertThat(arguments.bound(entry.defaults())).isEqualTo(new Probe(8, 10, true, 0.25));
    line.parseArgs("--batch=128", "--probe.batch=0", "--epochs=3");
    assertThatThrownBy(() -> arguments.bound(entry.defaults()))
        .hasMessage("--probe.batch must be at least 1 but is 0");
  }
}
