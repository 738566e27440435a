package org.likeness.cli.command;

import java.util.List;
import java.util.Map;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.cli.console.Console;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;
import picocli.CommandLine;

/** {@code likeness backbones}: lists the networks. */
@CommandLine.Command(
    name = "backbones",
    customSynopsis = "./likeness backbones [NAME]",
    description = {
      "List the networks that can be trained, or show the options of one.",
      "",
      "A ResNet of half width (--set backbone.width=32) with the cifar stem is fast on a few cores; the results of papers are for full"
          + " width."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness backbones resnet18",
      "  ./likeness pretrain --data photos/ --set backbone.name=resnet34 --set backbone.width=32"
    })
public final class BackbonesCommand extends ListCommand {
  public BackbonesCommand(Console console) {
    super(console, "backbone", "backbones");
  }

  @Override
  List<Item> items() {
    return Backbones.all().stream()
        .map(entry -> new Item(entry.name(), entry.description(), Map.of(), options(entry.name())))
        .toList();
  }

  private static List<OptionInfo> options(String name) {
    return OptionRecords.describe(OptionRecords.with(BackboneOptions.defaults(), "name", name));
  }

  @Override
  String optionsHeading() {
    return "Options and their defaults (change one with --set backbone.KEY=VALUE):";
  }

  @Override
  String next(String name) {
    return "./likeness pretrain --data DIR --set backbone.name=" + name;
  }
}
