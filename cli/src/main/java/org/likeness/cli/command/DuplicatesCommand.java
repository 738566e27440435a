package org.likeness.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.collection.Calibration;
import org.likeness.collection.DuplicateGroup;
import org.likeness.collection.DuplicateGroup.Member;
import org.likeness.collection.Duplicates;
import org.likeness.figure.PictureSheet;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code likeness duplicates}: groups of images that are copies of one another. */
@CommandLine.Command(
    name = "duplicates",
    customSynopsis = {
      "./likeness duplicates TABLE [OPTIONS]",
      "./likeness duplicates RUN --data DIR [OPTIONS]"
    },
    description = {
      "Find images that are copies of one another, altered or not, and say which to keep.",
      "",
      "Images are one group if similarities of at least the threshold connect them; lowest is the lowest similarity of any two of a group, far below the threshold where"
          + " the group is a chain. The image with the most pixels is to be kept. Nothing is deleted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness duplicates photos.table --out duplicates.csv --sheet duplicates.png",
      "  ./likeness duplicates last --data ~/photos --false-alarms 0.001"
    })
public final class DuplicatesCommand extends CollectionCommand {
  /** Other thresholds, by their distance to 1 in that of the chosen one. */
  private static final double[] DISTANCES = {2, 1.5, 1, 0.75, 0.5, 0.25};

  private static final int SHOWN = 10;

  @Parameters(
      index = "0",
      paramLabel = "TABLE|RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description = "The folder that embed wrote; or a run, with --data.")
  private String place = "";

  @Mixin private ThresholdArguments thresholds = new ThresholdArguments();

  public DuplicatesCommand(Console console) {
    super(console);
  }

  @Override
  void run() throws IOException {
    thresholds.check();
    try (OpenCollection images = open(place)) {
      images.images(); // before long work
      ThresholdArguments.Chosen chosen = thresholds.choose(this, images);
      double threshold = chosen.threshold();
      double least = Math.max(-1, 1 - DISTANCES[0] * (1 - threshold));
      Duplicates duplicates =
          shown(
              "Comparing", "images", progress -> Duplicates.among(images.rows(), least, progress));
      List<DuplicateGroup> groups =
          duplicates.groups(threshold, row -> images.images().pixels(row));
      report(groups, duplicates, threshold);
      showThresholds(duplicates, chosen);
      showGroups(images, groups);
      writeCsv(
          List.of("group", "keep", "id", "width", "height", "similarity", "lowest"),
          writer -> rows(images, groups, writer));
      draw(images, groups);
      if (!groups.isEmpty() && out().isEmpty()) {
        console()
            .line(
                "Next: write all groups by --out FILE.csv"
                    + (wantsSheet() ? "." : ", and pictures by --sheet FILE.png."));
      }
    }
  }

  private void report(List<DuplicateGroup> groups, Duplicates duplicates, double threshold) {
    int images = groups.stream().mapToInt(group -> group.members().size()).sum();
    int surplus = duplicates.surplus(threshold);
    console()
        .result(
            groups.isEmpty()
                ? "No duplicates at similarity " + threshold(threshold) + " or more."
                : "%s of duplicates, %s, of which %s could go, at similarity %s or more."
                    .formatted(
                        Readable.count(groups.size(), "group"),
                        Readable.count(images, "image"),
                        Readable.count(surplus),
                        threshold(threshold)));
    object.put("groups", groups.size());
    object.put("images", images);
    object.put("couldGo", surplus);
  }

  private void showThresholds(Duplicates duplicates, ThresholdArguments.Chosen chosen) {
    boolean calibrated = chosen.calibration().isPresent();
    Table table =
        calibrated
            ? Table.withHeading("threshold", "groups", "could go", "copies found", "false alarms")
            : Table.withHeading("threshold", "groups", "could go");
    List<Map<String, Object>> array = new ArrayList<>();
    TreeSet<Double> all = new TreeSet<>();
    for (double distance : DISTANCES) {
      double other = typed(Math.max(-1, 1 - distance * (1 - chosen.threshold())));
      all.add(distance == 1 ? chosen.threshold() : other);
    }
    for (double threshold : all) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("threshold", threshold);
      row.put("groups", duplicates.count(threshold));
      row.put("couldGo", duplicates.surplus(threshold));
      List<String> cells = new ArrayList<>();
      cells.add(threshold(threshold));
      cells.add(Readable.count(duplicates.count(threshold)));
      cells.add(Readable.count(duplicates.surplus(threshold)));
      if (calibrated) {
        Calibration calibration = chosen.calibration().get();
        row.put("recall", calibration.recall(threshold));
        row.put("falseAlarms", calibration.falseAlarms(threshold));
        cells.add(percent(calibration.recall(threshold)));
        cells.add(percent(calibration.falseAlarms(threshold)));
      }
      table.row(cells.toArray());
      array.add(row);
    }
    console().line("Other thresholds would give:");
    console().table(table);
    object.put("thresholds", array);
  }

  private void showGroups(OpenCollection images, List<DuplicateGroup> groups) {
    if (groups.isEmpty()) {
      return;
    }
    console().line(groups.size() > SHOWN ? "The largest groups:" : "The groups:");
    Table table = Table.withHeading("keep", "copies", "lowest", "the most similar copy");
    for (DuplicateGroup group : groups.subList(0, Math.min(SHOWN, groups.size()))) {
      table.row(
          images.images().id(group.keep()),
          Readable.count(group.members().size() - 1L),
          number(group.lowest()),
          images.images().id(group.members().get(1).row()));
    }
    console().table(table);
  }

  private static void rows(
      OpenCollection images,
      List<DuplicateGroup> groups,
      java.util.function.Consumer<List<String>> writer) {
    for (int g = 0; g < groups.size(); g++) {
      DuplicateGroup group = groups.get(g);
      for (Member member : group.members()) {
        var info = images.images().info(member.row());
        writer.accept(
            List.of(
                Integer.toString(g + 1),
                member.row() == group.keep() ? "yes" : "no",
                info.id(),
                Integer.toString(info.width()),
                Integer.toString(info.height()),
                precise(member.similarity()),
                precise(group.lowest())));
      }
    }
  }

  private void draw(OpenCollection images, List<DuplicateGroup> groups) {
    if (!wantsSheet()) {
      return;
    }
    PictureSheet sheet = new PictureSheet("Duplicates");
    for (DuplicateGroup group : groups.subList(0, Math.min(GROUPS_DRAWN, groups.size()))) {
      List<PictureSheet.Picture> others = new ArrayList<>();
      for (Member member : group.members().stream().skip(1).limit(TILES_DRAWN).toList()) {
        others.add(picture(images, member.row(), number(member.similarity())));
      }
      var info = images.images().info(group.keep());
      String caption = info.width() + "x" + info.height();
      sheet.add(picture(images, group.keep(), caption), label(group), others);
    }
    writeSheet(
        sheet,
        "Left the image to keep and its size; beside it its copies and their similarity to it. Lowest: of any two of the group. More: copies that are not drawn.",
        groups.size(),
        "group");
  }

  /** What stands left of the copies of a group. */
  static String label(DuplicateGroup group) {
    int more = group.members().size() - 1 - TILES_DRAWN;
    return "lowest "
        + number(group.lowest())
        + (more > 0 ? ", " + Readable.count(more) + " more" : "");
  }
}
