package org.likeness.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.SoftmaxBench;
import org.likeness.bench.Timing;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Torch;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness bench softmax}: the losses over a memory bank. */
@CommandLine.Command(
    name = "softmax",
    customSynopsis = "./likeness bench softmax [OPTIONS]",
    description = {
      "Time the exact non-parametric softmax over a bank of n images, and its estimate from m negatives (NCE), value and gradient.",
      "",
      "Several n draw how the cost grows. bench/peers/softmax.py times the estimate as it is usually computed, by gathering rows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench softmax",
      "  ./likeness bench softmax --n 10000,100000,1000000 --figure growth.png"
    })
final class BenchSoftmaxCommand extends Command {
  @Option(
      names = "--n",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "N,...",
      description = "Images in the bank. Default: 50000.")
  private List<Integer> n = List.of(50_000);

  @Option(names = "--width", paramLabel = "D", description = "Numbers an image. Default: 128.")
  private int width = 128;

  @Option(names = "--batch", paramLabel = "B", description = "Images a step. Default: 128.")
  private int batch = 128;

  @Option(names = "--negatives", paramLabel = "M", description = "For NCE. Default: 4096.")
  private int negatives = 4096;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds that are timed. Default: 5.")
  private int rounds = 5;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of an operation. Default: all cores.")
  private int threads;

  @Option(names = "--device", paramLabel = "NAME", description = "cpu or cuda. Default: cpu.")
  private ComputeDevice device = ComputeDevice.CPU;

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description = "Draw time and memory over n, a PNG.")
  private @Nullable Path figure;

  BenchSoftmaxCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    n.forEach(size -> BenchArguments.checked("n", size));
    BenchArguments.checked("width", width);
    BenchArguments.checked("batch", batch);
    BenchArguments.checked("negatives", negatives);
    BenchArguments.checked("rounds", rounds);
    device.require();
    if (threads > 0) {
      Torch.setThreads(threads);
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    console().result(Machine.phrase() + ".");
    console().result("");
    Table table =
        Table.withHeading(
            "n", "bank", "exact, ms", "an image, us", "NCE m=" + negatives + ", ms", "exact / NCE");
    for (int size : n) {
      Map<String, Object> row = measured(size);
      rows.add(row);
      double exact = (double) row.get("exact_ms");
      double nce = (double) row.get("nce_ms");
      table.row(
          Readable.count(size),
          Readable.bytes((long) row.get("bank_bytes")),
          BenchArguments.number(exact),
          BenchArguments.number(1000 * exact / batch),
          BenchArguments.number(nce),
          String.format(Locale.ROOT, "%.2f", exact / nce));
    }
    console().table(table);
    console().line("");
    console()
        .line(
            "Value and gradient of a batch of "
                + batch
                + ", "
                + width
                + " numbers an image; medians of "
                + rounds
                + ".");
    if (figure != null) {
      draw(rows, figure);
      console().result("Wrote " + figure + ".");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.json());
    object.put("device", device.label());
    object.put("batch", batch);
    object.put("width", width);
    object.put("negatives", negatives);
    object.put("rows", rows);
    console().object(object);
    return OK;
  }

  private Map<String, Object> measured(int size) {
    try (SoftmaxBench bench = new SoftmaxBench(size, width, batch, device)) {
      double loss = bench.checkedLoss();
      Timing exact = bench.exact(rounds);
      Timing nce = bench.contrast(negatives, rounds);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("n", size);
      row.put("bank_bytes", bench.bankBytes());
      row.put("resident_bytes", SoftmaxBench.residentBytes());
      row.put("loss", loss);
      row.put("exact_ms", exact.median());
      row.put("exact_ms_min", exact.least());
      row.put("exact_ms_max", exact.most());
      row.put("nce_ms", nce.median());
      row.put("nce_ms_min", nce.least());
      row.put("nce_ms_max", nce.most());
      return row;
    }
  }

  private void draw(List<Map<String, Object>> rows, Path file) {
    List<Double> x = rows.stream().map(row -> ((Integer) row.get("n")).doubleValue()).toList();
    List<Double> exact = rows.stream().map(row -> (double) row.get("exact_ms") / batch).toList();
    List<Double> nce = rows.stream().map(row -> (double) row.get("nce_ms") / batch).toList();
    List<Double> bank = rows.stream().map(row -> (long) row.get("bank_bytes") / 1e6).toList();
    List<Double> all = rows.stream().map(row -> (long) row.get("resident_bytes") / 1e6).toList();
    String bankSize = "images in the bank";
    String process = device == ComputeDevice.CPU ? "whole process" : "the process, without the GPU";
    Curves.write(
        file,
        new Curves("Time of one image over the size of the bank", bankSize, "ms an image")
            .logarithmic()
            .draw(
                List.of(
                    new Curve("exact softmax", x, exact),
                    new Curve("NCE, m = " + negatives, x, nce))),
        new Curves("Memory over the size of the bank", bankSize, "MB")
            .logarithmic()
            .draw(List.of(new Curve(process, x, all), new Curve("the bank", x, bank))));
  }
}
