package org.likeness.cli.command;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.likeness.bench.LoadTest;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.image.BufferedImages;
import org.likeness.server.service.BatchOptions;
import org.likeness.server.service.Service;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness bench serve}: the service under the load of clients on this machine. */
@CommandLine.Command(
    name = "serve",
    customSynopsis = "./likeness bench serve RUN [OPTIONS]",
    description = {
      "Time the service with clients that send one image after another: images per second, latency and failures, without and with batches.",
      "",
      "Service and clients run in one process and share its cores."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench serve last",
      "  ./likeness bench serve last --clients 50 --seconds 60"
    })
public final class BenchServeCommand extends Command {
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  @Mixin private RunArgument run = new RunArgument();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      completionCandidates = Candidates.DataNames.class,
      description = "Images that the clients send, emoji by default.")
  private String data = "emoji";

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "The first N images of the data, 200 by default.")
  private int images = 200;

  @Option(
      names = "--clients",
      paramLabel = "N",
      split = ",",
      description = "Numbers of clients, 1,8,50 by default.")
  private List<Integer> clients = List.of(1, 8, 50);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each is measured, 10 by default.")
  private int seconds = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "The most images of a batch, 32 by default.")
  private int batch = BatchOptions.DEFAULT.size();

  @Option(
      names = "--wait-ms",
      paramLabel = "N",
      description = "How long an image waits for others, 5 milliseconds by default.")
  private long wait = BatchOptions.DEFAULT.delay().toMillis();

  public BenchServeCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    clients.forEach(count -> BenchArguments.checked("clients", count));
    BenchArguments.checked("seconds", seconds);
    BatchOptions together = new BatchOptions(batch, Duration.ofMillis(wait), 1024);
    BatchOptions alone = new BatchOptions(1, Duration.ZERO, 1024);
    Encoder encoder = run.network().load().encoder();
    List<byte[]> files = files(BenchArguments.checked("images", images));
    BenchArguments.announce(
        console(),
        "%s of %s, each through %s at %d pixels"
            .formatted(
                Readable.count(files.size(), "image"),
                data,
                encoder.network().description().getOrDefault("backbone", "a network"),
                encoder.preprocessing().size()));
    Table table =
        Table.withHeading(
            "batch", "clients", "images/s", "median ms", "99 % ms", "failed", "memory MB");
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BenchDisplay display = new BenchDisplay(console(), "loads")) {
      int total = 2 * clients.size();
      for (BatchOptions options : List.of(alone, together)) {
        try (Service service = Service.of(encoder).batches(options).start()) {
          URI address = service.address().resolve("/v1/embed");
          LoadTest test = new LoadTest(address, files);
          test.run(8, WARM_UP);
          for (int count : clients) {
            display.to(rows.size(), total);
            LoadTest.Result result = test.run(count, Duration.ofSeconds(seconds));
            add(table, rows, options.size(), result);
          }
        }
      }
    }
    console().result("");
    console().table(table);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("encoder", encoder.hash());
    object.put("data", data);
    object.put("images", files.size());
    object.put("seconds", seconds);
    object.put("loads", rows);
    console().object(object);
    return OK;
  }

  private static void add(
      Table table, List<Map<String, Object>> rows, int size, LoadTest.Result result) {
    double megabytes = Pointer.physicalBytes() / 1e6;
    table.row(
        size,
        result.clients(),
        BenchArguments.number(result.perSecond()),
        BenchArguments.number(result.quantile(0.5)),
        BenchArguments.number(result.quantile(0.99)),
        result.failed(),
        BenchArguments.number(megabytes));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("batch", size);
    row.put("clients", result.clients());
    row.put("answered", result.milliseconds().length);
    row.put("failed", result.failed());
    row.put("images_per_s", result.perSecond());
    row.put("ms_median", result.quantile(0.5));
    row.put("ms_99", result.quantile(0.99));
    row.put("memory_mb", megabytes);
    rows.add(row);
  }

  private List<byte[]> files(int count) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Dataset dataset = DataArguments.open(console(), DataOptions.defaults().withSource(data))) {
      for (int i = 0; i < Math.min(count, dataset.size()); i++) {
        BufferedImage picture = BufferedImages.of(dataset.load(i));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(picture, picture.getWidth() > 100 ? "jpg" : "png", file);
        files.add(file.toByteArray());
      }
    }
    return files;
  }
}
