package org.likeness.cli.command;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.likeness.augment.Views;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.figure.Figures;
import org.likeness.figure.ViewSheet;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RecipeFinder;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Torch;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness augment}: a sheet of the views that training sees. */
@CommandLine.Command(
    name = "augment",
    customSynopsis = "./likeness augment [--data DIR] [OPTIONS]",
    description = {
      "Draw images beside the random views of them that training sees.",
      "",
      "A view must change an image but leave it recognisable: look at this sheet before a long training, and change the recipe until you"
          + " can still say which views belong together."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness augment --data ~/photos",
      "  ./likeness augment --data ~/photos --set view.crop.min=0.5 --set view.flip=0 --out gentle.png",
      "  ./likeness augment --method swav                                  a method's views, such as local crops",
      "  ./likeness augment --recipe mine.yaml -n 12 --views 6 --out mine.png"
    })
public final class AugmentCommand extends Command {
  private static final int MOST = 100;
  private static final int VIEWS = 8;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      completionCandidates = Candidates.DataNames.class,
      description = "Images to draw. Default: the recipe's.")
  private @Nullable String data;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      completionCandidates = Candidates.MethodNames.class,
      description = "The method whose views are drawn. Default: the recipe's.")
  private @Nullable String method;

  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      completionCandidates = Candidates.RecipeNames.class,
      description =
          "The recipe of the views: a name that the command recipes lists, or a YAML file. Default: one that fits the images.")
  private @Nullable String recipe;

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      defaultValue = "views.png",
      description = "The sheet to write. Default: views.png.")
  private Path out = Path.of("views.png");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a value of the recipe; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = {"-n", "--images"},
      paramLabel = "N",
      defaultValue = "8",
      description = "Number of images. Default: 8.")
  private int images = 8;

  @Option(
      names = "--views",
      paramLabel = "N",
      description =
          "Number of views of each image: all of its first epoch, then those of the next. Default: 8, or all of an epoch if there are more.")
  private @Nullable Integer views;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the random views. Default: the recipe's, which gives those of its first epochs.")
  private @Nullable Long seed;

  public AugmentCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    check("images", images);
    if (views != null) {
      check("views", views);
    }
    OutputFile.requirePng("out", out);
    Optional<Recipe> named = RecipeFinder.asked(Optional.ofNullable(recipe), data != null);
    Recipe given = given();
    PretrainRecipe first = RecipeFinder.before(named, given);
    Torch.require();
    try (Dataset dataset = DataArguments.open(console(), first.data())) {
      PretrainRecipe bound =
          named.isPresent()
              ? first
              : PretrainRecipe.of(RecipeFinder.fitting(dataset, given).recipe());
      int count = Math.min(images, dataset.size());
      int[] chosen =
          IntStream.range(0, count).map(i -> (int) ((long) i * dataset.size() / count)).toArray();
      long usedSeed =
          (seed == null ? OptionalLong.empty() : OptionalLong.of(seed)).orElse(bound.seed());
      Views seen = bound.build(dataset).views();
      int each = views == null ? Math.max(VIEWS, seen.size()) : views;
      String written = OutputFile.written(out);
      Figures.writePng(
          out,
          new ViewSheet(dataset, seen, new RandomSource(usedSeed))
              .draw(chosen, each, "Views of " + dataset.name(), caption(bound, usedSeed)));
      report(written, count, each, usedSeed);
      return OK;
    }
  }

  private static void check(String option, int value) {
    if (value < 1 || value > MOST) {
      throw new InputException("--" + option + " must be in [1, " + MOST + "] but is " + value);
    }
  }

  /** The settings of the command line, above the recipe. */
  private Recipe given() {
    Recipe given = Recipe.empty("the command line");
    given = data == null ? given : given.with("data.source", data);
    return (method == null ? given : given.with("method", method)).withAll(settings);
  }

  /**
   * The view's options by their recipe keys, without mean and standard deviation, and those records
   * within the method's options that describe further views.
   */
  private static String caption(PretrainRecipe recipe, long seed) {
    Stream<OptionInfo> view =
        OptionRecords.describe(recipe.view()).stream()
            .filter(option -> !option.key().equals("mean") && !option.key().equals("std"));
    Stream<OptionInfo> further =
        OptionRecords.describe(recipe.options()).stream()
            .filter(option -> option.key().contains("."));
    return Stream.concat(view, further)
        .map(option -> option.key() + " " + rounded(option.value()))
        .collect(Collectors.joining(", ", "", ", seed " + seed));
  }

  private static Object rounded(Object value) {
    return value instanceof Double number
        ? new BigDecimal(number).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : value;
  }

  private void report(String written, int count, int each, long usedSeed) {
    console()
        .result(
            written
                + ": "
                + Readable.count(count, "image")
                + ", "
                + Readable.count(each, "view")
                + " of each.");
    console()
        .line(
            "Next: ./likeness pretrain"
                + (data == null ? "" : " --data " + data)
                + (method == null ? "" : " --method " + method)
                + (recipe == null ? "" : " --recipe " + recipe));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", out.toString());
    object.put("images", count);
    object.put("views", each);
    object.put("seed", usedSeed);
    console().object(object);
  }
}
