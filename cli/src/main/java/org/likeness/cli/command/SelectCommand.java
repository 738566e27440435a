package org.likeness.cli.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.collection.Selection;
import org.likeness.error.InputException;
import org.likeness.figure.PictureSheet;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness select}: a few images that cover a collection. */
@CommandLine.Command(
    name = "select",
    customSynopsis = {
      "./likeness select TABLE -n N [OPTIONS]",
      "./likeness select RUN --data DIR -n N [OPTIONS]"
    },
    description = {
      "Select N images that cover the collection, by the greedy k-centre algorithm: each further image is the one that is least like those selected.",
      "",
      "Of use before labelling by hand: the first images of the list are the most different ones. The covering radius is the Euclidean distance between"
          + " the embeddings, of length 1, of the image that is farthest from the selected ones and of the selected one nearest to it: 0 for the same, 2 for opposite ones."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness select photos.table -n 200 --out label-these.csv",
      "  ./likeness select last --data ~/photos -n 30 --sheet selected.png"
    })
public final class SelectCommand extends CollectionCommand {
  private static final int DRAWS = 5;

  @Parameters(
      index = "0",
      paramLabel = "TABLE|RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description = "The folder that embed wrote; or a run, with --data.")
  private String place = "";

  @Option(names = "-n", paramLabel = "N", required = true, description = "Images to select.")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the random choices to compare with. Default: 0.")
  private long seed;

  public SelectCommand(Console console) {
    super(console);
  }

  @Override
  void run() throws IOException {
    if (count < 1) {
      throw new InputException("-n must be at least 1 but is " + count);
    }
    try (OpenCollection images = open(place)) {
      Selection selection =
          shown("Selecting", "images", progress -> Selection.of(images.rows(), count, progress));
      double[] random =
          shown(
              "Comparing with random choices",
              "images",
              progress -> Selection.randomRadii(images.rows(), count, DRAWS, seed, progress));
      double mean = Arrays.stream(random).average().orElseThrow();
      console()
          .result(
              "Selected %s of %s: covering radius %s by Euclidean distance (every image has a similarity of %s or more to a selected one); of a random choice %s (%s), mean of %d."
                  .formatted(
                      Readable.count(count),
                      Readable.count(images.rows().size(), "image"),
                      number(selection.radius()),
                      number(Selection.similarity(selection.radius())),
                      number(mean),
                      number(Selection.similarity(mean)),
                      DRAWS));
      object.put("selected", ids(images, selection));
      object.put("distance", "euclidean");
      object.put("radius", selection.radius());
      object.put("randomRadius", mean);
      writeCsv(
          List.of("id", "radius"),
          writer -> {
            for (int i = 0; i < count; i++) {
              writer.accept(List.of(id(images, selection, i), precise(selection.radii()[i])));
            }
          });
      if (out().isEmpty()) {
        ids(images, selection).forEach(console()::result);
      }
      draw(images, selection);
    }
  }

  private static List<String> ids(OpenCollection images, Selection selection) {
    return Arrays.stream(selection.rows())
        .mapToObj(row -> images.table().images().get(row).id())
        .toList();
  }

  private static String id(OpenCollection images, Selection selection, int place) {
    return images.table().images().get(selection.rows()[place]).id();
  }

  private void draw(OpenCollection images, Selection selection) {
    if (!wantsSheet()) {
      return;
    }
    PictureSheet sheet = new PictureSheet("Selected images");
    int drawn = Math.min(GROUPS_DRAWN * TILES_DRAWN, count);
    for (int from = 0; from < drawn; from += TILES_DRAWN) {
      List<PictureSheet.Picture> row = new java.util.ArrayList<>();
      for (int i = from; i < Math.min(drawn, from + TILES_DRAWN); i++) {
        row.add(picture(images, selection.rows()[i], Integer.toString(i + 1)));
      }
      sheet.add(row.get(0), "", row.subList(1, row.size()));
    }
    writeSheet(sheet, "In the order in which they were selected.", sheet.size(), "row");
  }
}
