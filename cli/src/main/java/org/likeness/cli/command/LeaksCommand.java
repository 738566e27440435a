package org.likeness.cli.command;

import java.io.IOException;
import java.util.List;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.collection.Leaks;
import org.likeness.collection.UnitRows;
import org.likeness.error.InputException;
import org.likeness.figure.PictureSheet;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code likeness leaks}: test images that stand in the training images. */
@CommandLine.Command(
    name = "leaks",
    customSynopsis = {
      "./likeness leaks TRAIN TEST [OPTIONS]",
      "./likeness leaks TRAIN TEST --encoder RUN [OPTIONS]"
    },
    description = {
      "Find images of TEST that stand in TRAIN, altered or not: a test accuracy counts only where there are none.",
      "",
      "TRAIN and TEST are tables of one encoder, or folders of images with --encoder. The threshold is calibrated on the images of TRAIN."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness leaks train.table test.table --out leaks.csv --sheet leaks.png",
      "  ./likeness leaks photos/train photos/test --encoder last"
    })
public final class LeaksCommand extends CollectionCommand {
  private static final int SHOWN = 10;

  @Parameters(
      index = "0",
      paramLabel = "TRAIN",
      description = "A table, or a folder of images with --encoder.")
  private String train = "";

  @Parameters(index = "1", paramLabel = "TEST", description = "Likewise.")
  private String test = "";

  @Mixin private ThresholdArguments thresholds = new ThresholdArguments();

  public LeaksCommand(Console console) {
    super(console);
  }

  @Override
  void run() throws IOException {
    thresholds.check();
    if (collection.data.name().isPresent()) {
      throw new InputException(
          "leaks takes no --data: name two tables, or two folders of images with --encoder RUN");
    }
    try (OpenCollection trained = opened(train);
        OpenCollection tested = opened(test)) {
      Leaks.requireComparable(train + " and " + test, trained.table(), tested.table());
      ThresholdArguments.Chosen chosen = thresholds.choose(this, trained);
      Leaks leaks;
      try (UnitRows rows = trained.rows().like(tested.table())) {
        leaks =
            shown(
                "Comparing",
                "images",
                progress -> Leaks.between(trained.rows(), rows, chosen.threshold(), progress));
      }
      report(leaks, trained, tested);
      writeCsv(
          List.of("test", "train", "similarity"),
          writer -> {
            for (Leaks.Pair pair : leaks.found()) {
              writer.accept(
                  List.of(
                      id(tested, pair.test()),
                      id(trained, pair.train()),
                      precise(pair.similarity())));
            }
          });
      draw(leaks, trained, tested);
      if (!leaks.isEmpty() && out().isEmpty()) {
        console()
            .line(
                "Next: write all of them by --out FILE.csv"
                    + (wantsSheet() ? "." : ", and pictures by --sheet FILE.png."));
      }
    }
  }

  private OpenCollection opened(String place) throws IOException {
    return shown(
        "Embedding",
        "images",
        progress -> OpenCollection.tableOrImages(console(), collection, place, progress));
  }

  private static String id(OpenCollection collection, int row) {
    return collection.table().images().get(row).id();
  }

  private void report(Leaks leaks, OpenCollection trained, OpenCollection tested) {
    int size = tested.table().size();
    console()
        .result(
            leaks.isEmpty()
                ? "None of %s stands in %s at similarity %s or more."
                    .formatted(
                        Readable.count(size, "test image"),
                        Readable.count(trained.table().size(), "training image"),
                        threshold(leaks.threshold()))
                : "%s of %s (%s) %s in %s at similarity %s or more."
                    .formatted(
                        Readable.count(leaks.size()),
                        Readable.count(size, "test image"),
                        percent((double) leaks.size() / size),
                        leaks.size() == 1 ? "stands" : "stand",
                        Readable.count(trained.table().size(), "training image"),
                        threshold(leaks.threshold())));
    object.put("leaks", leaks.size());
    object.put("test", size);
    object.put("train", trained.table().size());
    if (!leaks.isEmpty()) {
      if (leaks.size() > SHOWN) {
        console().line("The first " + SHOWN + ":");
      }
      Table table = Table.withHeading("test", "train", "similarity");
      for (Leaks.Pair pair : leaks.found().subList(0, Math.min(SHOWN, leaks.size()))) {
        table.row(id(tested, pair.test()), id(trained, pair.train()), number(pair.similarity()));
      }
      console().table(table);
    }
  }

  private void draw(Leaks leaks, OpenCollection trained, OpenCollection tested) {
    if (!wantsSheet()) {
      return;
    }
    PictureSheet sheet = new PictureSheet("Test images that stand in the training images");
    for (Leaks.Pair pair : leaks.found().subList(0, Math.min(GROUPS_DRAWN, leaks.size()))) {
      sheet.add(
          picture(tested, pair.test(), "test"),
          "",
          List.of(picture(trained, pair.train(), number(pair.similarity()))));
    }
    writeSheet(
        sheet, "Left a test image, right the most similar training image.", leaks.size(), "image");
  }
}
