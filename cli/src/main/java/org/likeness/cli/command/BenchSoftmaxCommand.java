package org.likeness.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.BenchProgress;
import org.likeness.bench.SoftmaxBench;
import org.likeness.bench.Timing;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figures;
import org.likeness.run.Machine;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness bench softmax}: the losses over a memory bank. */
@CommandLine.Command(
    name = "softmax",
    customSynopsis = "./likeness bench softmax [OPTIONS]",
    description = {
      "Time the exact non-parametric softmax over a bank of n images, and its estimate from m negatives (NCE), value and gradient.",
      "",
      "Several n show how the cost grows. bench/peers/softmax.py times the estimate as it is usually computed, by gathering rows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench softmax",
      "  ./likeness bench softmax --n 10000,100000,1000000 --figure growth.png"
    })
public final class BenchSoftmaxCommand extends Command {
  @Option(
      names = "--n",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "N,...",
      description = "Images in the bank. Default: 50000.")
  private List<Integer> n = List.of(50_000);

  @Option(names = "--width", paramLabel = "D", description = "Values per image. Default: 128.")
  private int width = 128;

  @Option(names = "--batch", paramLabel = "B", description = "Images per step. Default: 128.")
  private int batch = 128;

  @Option(
      names = "--negatives",
      paramLabel = "M",
      description = "Negatives per image, for NCE. Default: 4096.")
  private int negatives = 4096;

  @Option(names = "--rounds", paramLabel = "N", description = "Number of timed rounds. Default: 5.")
  private int rounds = 5;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads per operation. Default: all cores.")
  private @Nullable Integer threads;

  @Option(names = "--device", paramLabel = "NAME", description = "cpu or cuda. Default: cpu.")
  private ComputeDevice device = ComputeDevice.CPU;

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description = "Draw time and memory over n, for two or more n, as a PNG.")
  private @Nullable Path figure;

  public BenchSoftmaxCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    n.forEach(size -> BenchArguments.checked("n", size));
    BenchArguments.checked("width", width);
    BenchArguments.checked("batch", batch);
    BenchArguments.checked("negatives", negatives);
    BenchArguments.checked("rounds", rounds);
    if (figure != null) {
      checkFigure(figure);
    }
    for (int size : n) {
      BenchArguments.requireMemory(SoftmaxBench.bytes(size, width, batch, negatives));
    }
    BenchArguments.threads(threads);
    device.require();
    BenchArguments.announce(
        console(),
        "Value and gradient of a batch of %d, %d values per image, on %s; %s"
            .formatted(
                batch,
                width,
                device.label(),
                rounds == 1 ? "one round" : "medians of " + rounds + " rounds"));
    List<Row> rows = new ArrayList<>();
    try (BenchDisplay display = new BenchDisplay(console(), "rounds")) {
      for (int size : n) {
        int before = rows.size();
        rows.add(
            measured(size, (done, total) -> display.to(before * total + done, n.size() * total)));
      }
    }
    print(rows);
    if (figure != null) {
      try {
        String written = OutputFile.written(figure);
        draw(rows, figure);
        console().result(written + ".");
      } catch (RunException e) { // the numbers are printed without their figure
        console().warn(e.getMessage() + ".");
      }
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.describe());
    object.put("device", device.label());
    object.put("batch", batch);
    object.put("width", width);
    object.put("negatives", negatives);
    object.put("rounds", rounds);
    object.put("rows", rows.stream().map(row -> row.json(batch)).toList());
    console().object(object);
    return OK;
  }

  private void checkFigure(Path file) {
    OutputFile.requirePng("figure", file);
    OutputFile.require("figure", file);
    if (n.stream().distinct().count() < 2) {
      throw new InputException("--figure needs two or more sizes, as in --n 10000,100000");
    }
  }

  /** What was measured of a bank of {@code n} rows. */
  private record Row(
      int n, long bankBytes, long residentBytes, double loss, Timing exact, Timing nce) {
    Map<String, Object> json(int batch) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("n", n);
      row.put("bank_bytes", bankBytes);
      row.put("resident_bytes", residentBytes);
      row.put("loss", loss);
      put(row, "exact", exact, batch);
      put(row, "nce", nce, batch);
      return row;
    }

    private static void put(Map<String, Object> row, String name, Timing timing, int batch) {
      row.put(name + "_us_per_image", micros(timing, batch));
      row.put(name + "_ms", timing.median());
      row.put(name + "_ms_min", timing.least());
      row.put(name + "_ms_max", timing.most());
    }
  }

  private static double micros(Timing timing, int batch) {
    return 1000 * timing.median() / batch;
  }

  private void print(List<Row> rows) {
    Table table =
        Table.withHeading(
            "n",
            "bank",
            "whole process",
            "exact, µs per image",
            "NCE, m = " + negatives + ", µs per image");
    for (Row row : rows) {
      table.row(
          Readable.count(row.n()),
          Readable.bytes(row.bankBytes()),
          Readable.bytes(row.residentBytes()),
          BenchArguments.number(micros(row.exact(), batch)),
          BenchArguments.number(micros(row.nce(), batch)));
    }
    console().result("");
    console().table(table);
  }

  private Row measured(int size, BenchProgress progress) {
    try (SoftmaxBench bench = new SoftmaxBench(size, width, batch, device)) {
      double loss = bench.checkedLoss();
      List<Timing> timings = bench.measure(negatives, rounds, progress);
      return new Row(
          size,
          bench.bankBytes(),
          SoftmaxBench.residentBytes(),
          loss,
          timings.get(0),
          timings.get(1));
    }
  }

  private void draw(List<Row> rows, Path file) {
    List<Double> x = rows.stream().map(row -> (double) row.n()).toList();
    List<Double> exact = rows.stream().map(row -> micros(row.exact(), batch)).toList();
    List<Double> nce = rows.stream().map(row -> micros(row.nce(), batch)).toList();
    List<Double> bank = rows.stream().map(row -> row.bankBytes() / 1e6).toList();
    List<Double> all = rows.stream().map(row -> row.residentBytes() / 1e6).toList();
    String bankSize = "images in the bank";
    String process = device == ComputeDevice.CPU ? "whole process" : "the process, without the GPU";
    Figures.writePng(
        file,
        Figures.column(
            List.of(
                new Curves("Time per image over the size of the bank", bankSize, "µs per image")
                    .logarithmic()
                    .draw(
                        List.of(
                            new Curve("exact softmax", x, exact),
                            new Curve("NCE, m = " + negatives, x, nce))),
                new Curves("Memory over the size of the bank", bankSize, "MB")
                    .logarithmic()
                    .draw(List.of(new Curve(process, x, all), new Curve("the bank", x, bank))))));
  }
}
