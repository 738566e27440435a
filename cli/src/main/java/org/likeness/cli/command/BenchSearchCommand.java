package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.likeness.bench.SearchBench;
import org.likeness.bench.ViewedImages;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.run.Machine;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness bench search}: an index over embeddings of augmented views. */
@CommandLine.Command(
    name = "search",
    customSynopsis = "./likeness bench search RUN --folder DIR [OPTIONS]",
    description = {
      "Measure an index: time to make it, bytes, latency and recall, exact and approximate, with filters, and adding one percent.",
      "",
      "Its rows are embeddings of augmented views of real images. Tables and indexes are kept in the folder, the tables for the next"
          + " call; bench/peers/search.py asks FAISS the same."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench search last --folder search-bench --rows 20000",
      "  ./likeness bench search last --folder search-bench --rows 1280000"
    })
public final class BenchSearchCommand extends Command {
  private static final int BATCH = 256;
  private static final int SHARE = 100;
  private static final double MEGA = 1e6;

  @Mixin private RunArgument run = new RunArgument();

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where tables and indexes are written.")
  private Path folder = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      completionCandidates = Candidates.DataNames.class,
      description = "The images whose views are rows. Default: emoji.")
  private String data = "emoji";

  @Option(names = "--rows", paramLabel = "N", description = "Rows of the index. Default: 20000.")
  private int rows = 20_000;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Queries, no rows of it. Default: 1000.")
  private int queries = 1000;

  public BenchSearchCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    BenchArguments.checked("rows", rows);
    BenchArguments.checked("queries", queries);
    if (folder.toString().isEmpty()) {
      throw new InputException("missing --folder DIR");
    }
    OutputFile.requireFolder("folder", folder);
    Encoder encoder = run.network().load().encoder();
    int more = Math.max(1, rows / SHARE);
    BenchArguments.announce(
        console(),
        "An index of %s of %d values: views of %s"
            .formatted(Readable.count(rows, "row"), encoder.dimension(), data));
    Path all;
    EmbeddingTable asked;
    Path added;
    try (Dataset source =
        new CachedDataset(DataArguments.open(console(), DataOptions.defaults().withSource(data)))) {
      asked = EmbeddingTable.open(table(encoder, source, "queries", 0, queries));
      added = table(encoder, source, "more-" + rows, queries, more);
      all = table(encoder, source, "rows-" + rows, queries + more, rows);
    }
    SearchBench bench = new SearchBench(folder, asked);
    String name = "index-" + rows;
    SearchBench.Built built;
    List<SearchBench.Answers> found;
    SearchBench.Built grown;
    try (LateProgress progress = new LateProgress(console(), "Indexing", "rows")) {
      built = bench.build(name, all, true, to(progress));
    }
    try (BenchDisplay display = new BenchDisplay(console(), "kinds of queries")) {
      found = bench.ask(name, display);
    }
    try (LateProgress progress = new LateProgress(console(), "Adding", "rows")) {
      grown = bench.build(name, added, false, to(progress));
    }
    report(built, found, grown, SearchBench.bytes(all));
    return OK;
  }

  private static FeatureProgress to(LateProgress progress) {
    return (done, total) -> {
      progress.to(done, total);
      return true;
    };
  }

  private Path table(Encoder encoder, Dataset source, String name, int first, int count) {
    Path table = folder.resolve(name + ".table");
    ViewedImages views = new ViewedImages(source, encoder.preprocessing().resize(), first, count);
    try (LateProgress progress = new LateProgress(console(), "Embedding " + name, "views")) {
      new EmbeddingTableWriter(
              table,
              new NetworkEmbedder(encoder, FeatureKind.HEAD),
              encoder.hash(),
              LoaderOptions.everyImage(BATCH),
              false)
          .write(views, data + " views from " + first, to(progress));
    }
    return table;
  }

  private void report(
      SearchBench.Built built,
      List<SearchBench.Answers> found,
      SearchBench.Built grown,
      long tableBytes) {
    Table sizes = Table.withoutHeading();
    sizes.row("table", megabytes(tableBytes));
    sizes.row("index", megabytes(built.bytes()));
    sizes.row("made in", BenchArguments.number(built.seconds()) + " s");
    sizes.row("1 % added in", BenchArguments.number(grown.seconds()) + " s");
    Table answers = Table.withHeading("answers", "median ms", "99 % ms", "recall@10");
    List<Map<String, Object>> list = new ArrayList<>();
    for (SearchBench.Answers one : found) {
      answers.row(
          one.name(),
          BenchArguments.number(one.medianMillis()),
          BenchArguments.number(one.p99Millis()),
          String.format(Locale.ROOT, "%.4f", one.recall()));
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("answers", one.name());
      entry.put("ms_median", one.medianMillis());
      entry.put("ms_99", one.p99Millis());
      entry.put("recall_at_10", one.recall());
      list.add(entry);
    }
    console().result("");
    console().table(sizes);
    console().result("");
    console().table(answers);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.describe());
    object.put("rows", rows);
    object.put("queries", queries);
    object.put("dimension", built.info().dimension());
    object.put("table_bytes", tableBytes);
    object.put("index_bytes", built.bytes());
    object.put("build_s", built.seconds());
    object.put("add_s", grown.seconds());
    object.put("added_rows", grown.info().rows() - rows);
    object.put("answers", list);
    console().object(object);
  }

  private static String megabytes(long bytes) {
    return BenchArguments.number(bytes / MEGA) + " MB";
  }
}
