package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
import org.likeness.search.Filter;
import org.likeness.search.Hit;
import org.likeness.search.IndexEncoder;
import org.likeness.search.IndexInfo;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.search.Query;
import org.likeness.search.SearchIndex;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness search}: the images of an index that are most like some images. */
@CommandLine.Command(
    name = "search",
    customSynopsis = "./likeness search INDEX IMAGE... [OPTIONS]",
    description = {
      "Find the images of an index that are most like an image.",
      "",
      "The image goes through the encoder that made the index. It is found by its hash: where it was when the index was made, or below runs/."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness search photos.index cat.jpg",
      "  ./likeness search photos.index --like holiday/12.jpg -k 5 --sheet like.png",
      "  ./likeness search photos.index cat.jpg --where label=cat --where label=dog --where 'path=2019/*'"
    })
public final class SearchCommand extends Command {
  private static final int USUAL_K = 10;

  @Parameters(
      index = "0",
      paramLabel = "INDEX",
      description = "The folder of an index, as ./likeness index writes it.")
  private Path folder = Path.of("");

  @Parameters(index = "1..*", paramLabel = "IMAGE", arity = "0..*", description = "Image files.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "-k",
      paramLabel = "N",
      description = "Images found for each. Default: 10, or all where there are fewer.")
  private @Nullable Integer k;

  @Option(
      names = "--like",
      paramLabel = "ID",
      description =
          "An image of the index by its id, or TABLE:id; it is left out of its own answer.")
  private List<String> likes = new ArrayList<>();

  @Option(
      names = "--where",
      paramLabel = "COLUMN=VALUE",
      description =
          "Only images with this value: label, path, table or attr.NAME; * stands for any characters. Of several values of one column any may"
              + " match, of several columns all must.")
  private List<String> where = new ArrayList<>();

  @Option(names = "--exact", description = "Compare with every row, whatever the index does.")
  private boolean exact;

  @Option(
      names = "--encoder",
      paramLabel = "RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description = "The run or file with the encoder of the index, where it is not found.")
  private String encoder = "";

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Draw each image and what was found for it.")
  private @Nullable Path sheet;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      completionCandidates = Candidates.DataNames.class,
      description =
          "Where the pictures of --sheet are, if they were moved. Of an index over several tables TABLE=DIR, once for each.")
  private List<String> data = new ArrayList<>();

  public SearchCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (images.isEmpty() && likes.isEmpty()) {
      throw new InputException("nothing to search for: name an image, or --like ID");
    }
    if (k != null && k < 1) {
      throw new InputException("-k must be at least 1 but is " + k);
    }
    if (sheet != null) {
      OutputFile.require("sheet", sheet);
      OutputFile.requirePng("sheet", sheet);
    }
    if (sheet == null && !data.isEmpty()) {
      throw new InputException(
          "--data says where the pictures of a sheet are: add --sheet FILE.png");
    }
    images.forEach(InputFile::require);
    try (SearchIndex opened = SearchIndex.open(folder);
        IndexView index = opened.view()) {
      SearchSheet.placed(index.info().tables(), data); // before long work
      Filter filter = filter(index);
      List<Answer> answers = new ArrayList<>();
      for (String like : likes) {
        answers.add(like(index, like, filter));
      }
      if (!images.isEmpty()) {
        IndexEncoder network = encoder(index.info());
        for (Path image : images) {
          float[] vector = network.vector(image);
          answers.add(
              new Answer(
                  image.toString(),
                  Optional.empty(),
                  Optional.of(image),
                  index.search(vector, new Query(wanted(index, 0), filter, exact))));
        }
      }
      report(index.info(), answers);
      return OK;
    }
  }

  private int wanted(IndexView index, int without) {
    int most = index.info().rows() - without;
    if (k != null && k > most) {
      throw new InputException(
          "-k must be in [1, %d], the %srows of %s, but is %d"
              .formatted(most, without > 0 ? "other " : "", folder, k));
    }
    if (most < 1) {
      throw new InputException(folder + " has no " + (without > 0 ? "other " : "") + "rows");
    }
    return k == null ? Math.min(USUAL_K, most) : k;
  }

  private Answer like(IndexView index, String id, Filter filter) {
    IndexRow row =
        index
            .row(id)
            .orElseThrow(
                () ->
                    new InputException(
                        "there is no image "
                            + id
                            + " in "
                            + folder
                            + index
                                .nearestId(id)
                                .map(near -> ", did you mean " + near + "?")
                                .orElseGet(() -> named(index))));
    List<Hit> hits = index.like(row, new Query(wanted(index, 1), filter, exact));
    return new Answer(row.id(), Optional.of(row), Optional.empty(), hits);
  }

  private static String named(IndexView index) {
    return index.info().rows() == 0
        ? ", which has no rows"
        : ": name it as its table does, such as " + index.row(0).id();
  }

  private Filter filter(IndexView index) {
    Filter filter = Filter.parse(where, index.columns());
    index.requireMatch(filter);
    return filter;
  }

  private IndexEncoder encoder(IndexInfo info) {
    return encoder.isEmpty()
        ? IndexEncoder.find(info, RunLayout.RUNS)
        : IndexEncoder.of(info, RunNetwork.find(RunLayout.RUNS, encoder).load().encoder(), encoder);
  }

  private void report(IndexInfo info, List<Answer> answers) throws IOException {
    boolean tables = info.tables().size() > 1;
    for (Answer answer : answers) {
      console().result(answer.name() + ":");
      boolean labels = answer.hits().stream().anyMatch(hit -> hit.row().label().isPresent());
      List<String> heading = new ArrayList<>(List.of("  similarity", "image"));
      if (labels) {
        heading.add("label");
      }
      if (tables) {
        heading.add("table");
      }
      Table table = Table.withHeading(heading.toArray(new String[0]));
      for (Hit hit : answer.hits()) {
        List<String> cells = new ArrayList<>();
        cells.add(String.format(Locale.ROOT, "%.3f", hit.similarity()));
        cells.add(hit.row().id());
        if (labels) {
          cells.add(hit.row().label().orElse(""));
        }
        if (tables) {
          cells.add(hit.row().table());
        }
        table.row(cells.toArray());
      }
      console().table(table);
      if (answer.hits().size() < (k == null ? Math.min(USUAL_K, info.rows() - 1) : k)) {
        console().line("  " + Readable.count(answer.hits().size(), "row") + " match the filter.");
      }
    }
    if (sheet != null) {
      String written = OutputFile.written(sheet);
      SearchSheet.write(sheet, SearchSheet.placed(info.tables(), data), moved(info), answers);
      console().result(written + ".");
    }
    console().object(object(answers));
  }

  private String moved(IndexInfo info) {
    return data.isEmpty()
        ? "; if the images were moved, say where they are by --data "
            + (info.tables().size() == 1 ? "DIR" : "TABLE=DIR")
        : "";
  }

  private Map<String, Object> object(List<Answer> answers) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("index", folder.toString());
    List<Map<String, Object>> queries = new ArrayList<>();
    for (Answer answer : answers) {
      Map<String, Object> query = new LinkedHashMap<>();
      query.put(answer.row().isPresent() ? "like" : "image", answer.name());
      List<Map<String, Object>> hits = new ArrayList<>();
      for (Hit hit : answer.hits()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("similarity", hit.similarity());
        entry.put("table", hit.row().table());
        entry.put("index", hit.row().index());
        entry.put("id", hit.row().id());
        hit.row().label().ifPresent(label -> entry.put("label", label));
        if (!hit.row().attributes().isEmpty()) {
          entry.put("attributes", hit.row().attributes());
        }
        hits.add(entry);
      }
      query.put("hits", hits);
      queries.add(query);
    }
    object.put("queries", queries);
    if (sheet != null) {
      object.put("sheet", sheet.toString());
    }
    return object;
  }

  /**
   * What was found.
   *
   * @param name of the query
   * @param row of the query, where it is an image of the index
   * @param file of the query, where it is not
   */
  record Answer(String name, Optional<IndexRow> row, Optional<Path> file, List<Hit> hits) {}
}
