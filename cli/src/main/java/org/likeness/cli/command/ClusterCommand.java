package org.likeness.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.collection.SphericalClusters;
import org.likeness.error.InputException;
import org.likeness.figure.PictureSheet;
import org.likeness.figure.PictureSheet.Picture;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness cluster}: groups of similar images by spherical k-means. */
@CommandLine.Command(
    name = "cluster",
    customSynopsis = {
      "./likeness cluster TABLE -k N [OPTIONS]",
      "./likeness cluster RUN --data DIR -k N [OPTIONS]"
    },
    description = {
      "Divide the images into N clusters by spherical k-means: each image belongs to the centre to which it is most similar."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness cluster photos.table -k 20 --out clusters.csv --sheet clusters.png",
      "  ./likeness cluster last --data ~/photos -k 50"
    })
public final class ClusterCommand extends CollectionCommand {
  private static final int SHOWN = 20;

  @Parameters(
      index = "0",
      paramLabel = "TABLE|RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description = "The folder that embed wrote; or a run, with --data.")
  private String place = "";

  @Option(names = "-k", paramLabel = "N", required = true, description = "Number of clusters.")
  private int k;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the first centres. Default: 0.")
  private long seed;

  public ClusterCommand(Console console) {
    super(console);
  }

  @Override
  void run() throws IOException {
    if (k < 1) {
      throw new InputException("-k must be at least 1 but is " + k);
    }
    try (OpenCollection images = open(place)) {
      SphericalClusters clusters =
          shown(
              "Clustering",
              "images",
              progress -> SphericalClusters.of(images.rows(), k, seed, progress));
      report(images, clusters);
      writeCsv(
          List.of("id", "cluster", "similarity"),
          writer -> {
            for (int row = 0; row < clusters.labels().length; row++) {
              writer.accept(
                  List.of(
                      images.table().images().get(row).id(),
                      Integer.toString(clusters.labels()[row] + 1),
                      precise(clusters.similarities()[row])));
            }
          });
      draw(images, clusters);
      if (!wantsSheet()) {
        console().line("Next: look at them by --sheet FILE.png.");
      }
    }
  }

  private void report(OpenCollection images, SphericalClusters clusters) {
    console()
        .result(
            "%s in %s; mean similarity to the own centre %s."
                .formatted(
                    Readable.count(clusters.labels().length, "image"),
                    Readable.count(clusters.sizes().length, "cluster"),
                    number(clusters.cohesion())));
    Table table = Table.withHeading("cluster", "images", "nearest to the centre", "labels");
    List<Map<String, Object>> array = new ArrayList<>();
    for (int cluster = 0; cluster < clusters.sizes().length; cluster++) {
      int[] members = clusters.members(cluster);
      String labels = labels(images, members);
      String nearest = members.length == 0 ? "" : images.table().images().get(members[0]).id();
      if (cluster < SHOWN) {
        table.row(Integer.toString(cluster + 1), Readable.count(members.length), nearest, labels);
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("cluster", cluster + 1);
      entry.put("images", members.length);
      entry.put("nearest", nearest);
      array.add(entry);
    }
    console().table(table);
    if (clusters.sizes().length > SHOWN) {
      console().line("(the largest " + SHOWN + ")");
    }
    object.put("images", clusters.labels().length);
    object.put("cohesion", clusters.cohesion());
    object.put("clusters", array);
  }

  /** The two most frequent labels of some rows with their shares. */
  private static String labels(OpenCollection images, int[] members) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int row : members) {
      String label = images.table().images().get(row).label();
      if (!label.isEmpty()) {
        counts.merge(label, 1, Integer::sum);
      }
    }
    return String.join(
        ", ",
        counts.entrySet().stream()
            .sorted((a, b) -> b.getValue() - a.getValue())
            .limit(2)
            .map(e -> e.getKey() + " " + Math.round(100.0 * e.getValue() / members.length) + " %")
            .toList());
  }

  private void draw(OpenCollection images, SphericalClusters clusters) {
    if (!wantsSheet()) {
      return;
    }
    PictureSheet sheet = new PictureSheet("Clusters");
    int drawn = Math.min(GROUPS_DRAWN, clusters.sizes().length);
    for (int cluster = 0; cluster < drawn; cluster++) {
      int[] members = clusters.members(cluster);
      if (members.length == 0) {
        continue;
      }
      List<Picture> others = new ArrayList<>();
      for (int i = 1; i < Math.min(TILES_DRAWN + 1, members.length); i++) {
        others.add(picture(images, members[i], number(clusters.similarities()[members[i]])));
      }
      sheet.add(
          picture(images, members[0], number(clusters.similarities()[members[0]])),
          (cluster + 1) + ": " + Readable.count(members.length, "image"),
          others);
    }
    writeSheet(
        sheet,
        "The images of each cluster that are nearest to its centre, and their similarity to it.",
        clusters.sizes().length,
        "cluster");
  }
}
