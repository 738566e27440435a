package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.cli.console.Console;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import picocli.CommandLine;

/** {@code likeness datasets}: lists the data sets that {@code --data} accepts by name. */
@CommandLine.Command(
    name = "datasets",
    customSynopsis = "./likeness datasets [NAME]",
    description = {
      "List the data sets that --data accepts by name, or show the details of one.",
      "",
      "Other data are given by their path: a folder of images (subfolders are classes), a CSV with a column of paths, or a folder of tar"
          + " files."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness datasets cifar10",
      "  ./likeness pretrain --data fashion-mnist",
      "  ./likeness pretrain --data ~/photos"
    })
public final class DatasetsCommand extends ListCommand {
  public DatasetsCommand(Console console) {
    super(console, "data set", "datasets");
  }

  @Override
  List<Item> items() {
    return Datasets.all().stream()
        .map(entry -> new Item(entry.name(), entry.description(), facts(entry), List.of()))
        .toList();
  }

  private static Map<String, String> facts(DatasetEntry entry) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("home", entry.home());
    facts.put("licence", entry.licence());
    String usual =
        entry.downloads() ? "automatically, at first use" : "by hand: give its folder with --data";
    facts.put("download", entry.bundled() ? "not needed: it is included" : usual);
    return facts;
  }

  @Override
  String next(String name) {
    return "./likeness pretrain --data " + name;
  }
}
