package org.likeness.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.collection.Outliers;
import org.likeness.collection.Outliers.Outlier;
import org.likeness.error.InputException;
import org.likeness.figure.PictureSheet;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness outliers}: images that are little like the others. */
@CommandLine.Command(
    name = "outliers",
    customSynopsis = {
      "./likeness outliers TABLE [OPTIONS]",
      "./likeness outliers RUN --data DIR [OPTIONS]"
    },
    description = {
      "List the images by how little they are like others: the mean similarity to the k nearest."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness outliers photos.table --sheet outliers.png",
      "  ./likeness outliers last --data ~/photos -k 20 --out outliers.csv"
    })
public final class OutliersCommand extends CollectionCommand {
  private static final int MOST = 100_000;

  @Parameters(
      index = "0",
      paramLabel = "TABLE|RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description = "The folder that embed wrote; or a run, with --data.")
  private String place = "";

  @Option(
      names = "-k",
      paramLabel = "K",
      defaultValue = "10",
      description = "Nearest images that count. Default: 10.")
  private int k = 10;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "20",
      description = "Images that are printed and drawn; the CSV has all. Default: 20.")
  private int top = 20;

  public OutliersCommand(Console console) {
    super(console);
  }

  @Override
  void run() throws IOException {
    if (k < 1 || k > MOST) {
      throw new InputException("-k must be in [1, " + MOST + "] but is " + k);
    }
    if (top < 1) {
      throw new InputException("--top must be at least 1 but is " + top);
    }
    try (OpenCollection images = open(place)) {
      Outliers outliers =
          shown("Comparing", "images", progress -> Outliers.among(images.rows(), k, progress));
      List<Outlier> first = outliers.ordered().stream().limit(top).toList();
      report(images, outliers, first);
      writeCsv(
          List.of("id", "similarity", "nearest"),
          writer -> {
            for (Outlier outlier : outliers.ordered()) {
              writer.accept(
                  List.of(
                      id(images, outlier.row()),
                      precise(outlier.similarity()),
                      id(images, outlier.nearest())));
            }
          });
      if (wantsSheet()) {
        PictureSheet sheet = new PictureSheet("Outliers");
        for (Outlier outlier : first) {
          sheet.add(
              picture(images, outlier.row(), number(outlier.similarity())),
              "",
              List.of(picture(images, outlier.nearest(), "the nearest")));
        }
        writeSheet(
            sheet,
            "Left the image and its mean similarity to the " + k + " nearest, right the nearest.",
            images.rows().size(),
            "image");
      }
    }
  }

  private static String id(OpenCollection collection, int row) {
    return collection.table().images().get(row).id();
  }

  private void report(OpenCollection images, Outliers outliers, List<Outlier> first) {
    console()
        .result(
            "Of %s, those least like their %d nearest (on average %s):"
                .formatted(
                    Readable.count(outliers.ordered().size(), "image"),
                    Math.min(k, outliers.ordered().size() - 1),
                    number(
                        outliers.ordered().stream()
                            .mapToDouble(Outlier::similarity)
                            .average()
                            .orElse(0))));
    Table table = Table.withHeading("image", "similarity", "nearest");
    List<Object> array = new ArrayList<>();
    for (Outlier outlier : first) {
      table.row(
          id(images, outlier.row()), number(outlier.similarity()), id(images, outlier.nearest()));
      array.add(
          java.util.Map.of("id", id(images, outlier.row()), "similarity", outlier.similarity()));
    }
    console().table(table);
    object.put("images", outliers.ordered().size());
    object.put("k", k);
    object.put("outliers", array);
  }
}
