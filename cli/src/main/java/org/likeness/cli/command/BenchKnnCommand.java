package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.KnnBench;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.error.InputException;
import org.likeness.run.Machine;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness bench knn}: weighted kNN. */
@CommandLine.Command(
    name = "knn",
    customSynopsis = "./likeness bench knn [OPTIONS]",
    description = {
      "Time weighted kNN: the exact k nearest of each query in the whole bank, and their vote.",
      "",
      "bench/peers/knn.py times the same in FAISS, PyTorch and NumPy."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./likeness bench knn", "  ./likeness bench knn --n 1000000 --queries 1000"})
public final class BenchKnnCommand extends Command {
  @Option(names = "--n", paramLabel = "N", description = "Images in the bank. Default: 50000.")
  private int n = 50_000;

  @Option(names = "--queries", paramLabel = "Q", description = "Number of queries. Default: 10000.")
  private int queries = 10_000;

  @Option(names = "--width", paramLabel = "D", description = "Values per image. Default: 128.")
  private int width = 128;

  @Option(
      names = {"-k", "--neighbours"},
      paramLabel = "K",
      description = "Number of neighbours that vote. Default: 200.")
  private int k = 200;

  @Option(names = "--rounds", paramLabel = "N", description = "Number of timed rounds. Default: 5.")
  private int rounds = 5;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of threads. Default: all cores.")
  private @Nullable Integer threads;

  public BenchKnnCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    BenchArguments.checked("n", n);
    BenchArguments.checked("queries", queries);
    BenchArguments.checked("width", width);
    BenchArguments.checked("neighbours", k);
    BenchArguments.checked("rounds", rounds);
    if (k > n) {
      throw new InputException(
          "--neighbours must be at most %s, the size of the bank, but is %d: add -k %d"
              .formatted(Readable.count(n, "image"), k, n));
    }
    BenchArguments.requireMemory((double) Float.BYTES * width * ((double) n + queries));
    BenchArguments.threads(threads);
    BenchArguments.announce(
        console(),
        "Weighted kNN, %s on %s of %d values, k = %d, tau = %s"
            .formatted(
                queries == 1 ? "1 query" : Readable.count(queries) + " queries",
                Readable.count(n, "image"),
                width,
                k,
                KnnBench.tau()));
    KnnBench.Result result;
    try (BenchDisplay display = new BenchDisplay(console(), "rounds");
        KnnBench bench = new KnnBench(n, queries, width)) {
      result = bench.measure(k, rounds, display);
    }
    BenchArguments.print(console(), List.of(result.search()));
    console().line("");
    console().line(String.format(Locale.ROOT, "Accuracy %.4f; chance is 0.1.", result.accuracy()));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.describe());
    object.put("n", n);
    object.put("queries", queries);
    object.put("width", width);
    object.put("k", k);
    object.put("tau", KnnBench.tau());
    object.put("accuracy", result.accuracy());
    object.put("queries_per_s", result.search().perSecond());
    object.put("timings", List.of(BenchArguments.json(result.search())));
    console().object(object);
    return OK;
  }
}
