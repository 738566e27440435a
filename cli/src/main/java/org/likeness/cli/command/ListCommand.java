package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import picocli.CommandLine.Parameters;

/** A command that lists items by name, or describes one of them. */
abstract class ListCommand extends Command {
  private final String one;
  private final String many;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      defaultValue = "",
      description = "Show all details of this one.")
  private String name = "";

  /**
   * @param one what is listed, in the singular
   * @param many the same in the plural; the key of the list in JSON
   */
  ListCommand(Console console, String one, String many) {
    super(console);
    this.one = one;
    this.many = many;
  }

  /** All items, in the order of the list. */
  abstract List<Item> items();

  /** The command to suggest next; {@code name} is the name of an item. */
  abstract String next(String name);

  /** The line above an item's options, which says how to set them. */
  String optionsHeading() {
    return "Options and their defaults (change one with --set KEY=VALUE):";
  }

  @Override
  public final Integer call() {
    if (name.isEmpty()) {
      list(items());
    } else {
      show(find(items()));
    }
    return OK;
  }

  private void list(List<Item> items) {
    Table table = Table.withoutHeading();
    items.forEach(item -> table.row(item.name(), item.summary()));
    console().table(table);
    if (!items.isEmpty()) {
      console().line("");
      console().line("Next: " + next(items.get(0).name()));
    }
    console().object(Map.of(many, items.stream().map(item -> item.json(false)).toList()));
  }

  private Item find(List<Item> items) {
    for (Item item : items) {
      if (item.name().equalsIgnoreCase(name)) {
        return item;
      }
    }
    List<String> names = items.stream().map(Item::name).toList();
    throw new InputException(Suggest.unknown(one, name, names));
  }

  private void show(Item item) {
    Table.wrap(item.name() + ": " + item.summary(), console().terminal().columns())
        .forEach(console()::result);
    Map<String, String> facts = new LinkedHashMap<>(item.facts());
    if (!facts.isEmpty()) {
      Table table = Table.withoutHeading();
      facts.forEach((key, value) -> table.row("  " + key, value));
      console().table(table);
    }
    if (!item.options().isEmpty()) {
      console().result("");
      console().result(optionsHeading());
      console().table(OptionLines.table(item.options()));
    }
    console().line("");
    console().line("Next: " + next(item.name()));
    console().object(item.json(true));
  }
}
