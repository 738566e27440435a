package org.likeness.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.bench.KnnBench;
import org.likeness.bench.Timing;
import org.likeness.torch.Torch;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness bench knn}: the evaluation by neighbours. */
@CommandLine.Command(
    name = "knn",
    customSynopsis = "./likeness bench knn [OPTIONS]",
    description = {
      "Time weighted kNN: every query against the whole bank, exactly, its k nearest and their vote.",
      "",
      "bench/peers/knn.py times the same in FAISS, PyTorch and NumPy."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./likeness bench knn", "  ./likeness bench knn --n 1000000 --queries 1000"})
final class BenchKnnCommand extends Command {
  @Option(names = "--n", paramLabel = "N", description = "Images in the bank. Default: 50000.")
  private int n = 50_000;

  @Option(names = "--queries", paramLabel = "Q", description = "Queries. Default: 10000.")
  private int queries = 10_000;

  @Option(names = "--width", paramLabel = "D", description = "Numbers an image. Default: 128.")
  private int width = 128;

  @Option(
      names = {"-k", "--neighbours"},
      paramLabel = "K",
      description = "Neighbours that vote. Default: 200.")
  private int k = 200;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds that are timed. Default: 5.")
  private int rounds = 5;

  @Option(names = "--threads", paramLabel = "N", description = "Threads. Default: all cores.")
  private int threads;

  BenchKnnCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    BenchArguments.checked("n", n);
    BenchArguments.checked("queries", queries);
    BenchArguments.checked("width", width);
    BenchArguments.checked("neighbours", k);
    BenchArguments.checked("rounds", rounds);
    Torch.require();
    if (threads > 0) {
      Torch.setThreads(threads);
    }
    try (KnnBench bench = new KnnBench(n, queries, width)) {
      double accuracy = bench.accuracy(Math.min(k, n));
      Timing timing = bench.measure(Math.min(k, n), rounds);
      BenchArguments.print(console(), List.of(timing));
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("machine", Machine.json());
      object.put("n", n);
      object.put("queries", queries);
      object.put("accuracy", accuracy);
      object.put("queries_per_s", timing.perSecond());
      object.put("timings", List.of(BenchArguments.json(timing)));
      console().object(object);
    }
    return OK;
  }
}
