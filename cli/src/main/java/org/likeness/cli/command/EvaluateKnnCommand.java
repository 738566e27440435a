package org.likeness.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;
import org.likeness.cli.console.TaskProgress;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.knn.Knn;
import org.likeness.evaluate.knn.KnnOptions;
import org.likeness.evaluate.knn.KnnReport;
import org.likeness.evaluate.knn.Origin;
import org.likeness.features.Embedder;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.features.Labels;
import org.likeness.features.Vectors;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.SplitOptions;
import org.likeness.pretraining.SummaryOptions;
import org.likeness.random.RandomSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness evaluate knn}: weighted k-nearest-neighbour classification. */
@CommandLine.Command(
    name = "knn",
    customSynopsis = "./likeness evaluate knn RUN [OPTIONS]",
    description = {
      "Tell the class of each test picture by the classes of its nearest training pictures: nothing is trained, so the number says how well"
          + " the embedding itself sorts.",
      "",
      "Needs labels: one folder a class, a CSV with labels, or a data set with labels. Where the data name a test part it is used; where"
          + " they do not, the part that the run kept out."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness evaluate knn last",
      "  ./likeness evaluate knn last -k 1,5,20,200 --tau 0.05,0.07,0.1",
      "  ./likeness evaluate knn runs/first --data cifar10 --features backbone"
    })
public final class EvaluateKnnCommand extends Command {
  private static final String WHAT = "kNN accuracy";

  @Mixin private RunArgument run = new RunArgument();
  @Mixin private DataArguments data = new DataArguments();

  @Option(
      names = {"-k", "--neighbours"},
      paramLabel = "N,...",
      hideParamSyntax = true,
      split = ",",
      description =
          "Numbers of neighbours that vote. Default: summary.k of the run's recipe, 200 for an encoder alone.")
  private List<Integer> k = List.of();

  @Option(
      names = "--tau",
      paramLabel = "T,...",
      hideParamSyntax = true,
      split = ",",
      description =
          "Temperatures: the smaller, the more the nearest count. Default: summary.tau of the run's recipe, 0.1 for an encoder alone.")
  private List<Double> tau = List.of();

  @Mixin private FeatureArguments features = new FeatureArguments();

  public EvaluateKnnCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    features.check();
    Optional<PretrainRecipe> recipe = run.recipe();
    KnnOptions options =
        options(recipe.map(PretrainRecipe::summary).orElse(SummaryOptions.defaults()));
    Encoder encoder = Encoder.load(run.encoder());
    DataOptions source =
        data.options(recipe.map(PretrainRecipe::data).orElse(DataOptions.defaults()));
    if (source.source().isEmpty()) {
      throw new InputException(
          "no images are named: add --data DIR, a folder or a name that ./likeness datasets lists");
    }
    try (Dataset dataset = DataArguments.open(console(), source)) {
      DataParts parts =
          DataParts.of(
              dataset,
              recipe.map(PretrainRecipe::split).orElse(SplitOptions.defaults()),
              new RandomSource(recipe.map(PretrainRecipe::seed).orElse(0L)));
      if (parts.test().size() == 0) {
        throw new InputException(
            "There is no test part, since "
                + dataset.name()
                + " names none and the run kept none out: name other pictures with --data");
      }
      for (Dataset part : List.of(parts.train(), parts.test())) {
        // Refused before anything is embedded.
        Labels.require(part, IntStream.range(0, part.size()).toArray(), WHAT);
      }
      Embedder embedder = features.embedder(encoder);
      LabelledVectors bank = vectors(embedder, parts.train(), "Embedding the bank");
      LabelledVectors queries = vectors(embedder, parts.test(), "Embedding the queries");
      Origin origin =
          new Origin(
              features.kind(),
              embedder.transform(),
              parts.train().name(),
              parts.test().name(),
              run.epoch());
      report(new Knn(options.withCentred(embedder.centred())).evaluate(bank, queries, origin));
      return OK;
    }
  }

  /** Refused before anything is computed. */
  private KnnOptions options(SummaryOptions usual) {
    try {
      return new KnnOptions(
          k.isEmpty() ? List.of(usual.k()) : k,
          tau.isEmpty() ? List.of(usual.tau()) : tau,
          false,
          false);
    } catch (IllegalArgumentException e) {
      throw new InputException("The option " + e.getMessage(), e);
    }
  }

  private LabelledVectors vectors(Embedder embedder, Dataset part, String task) {
    Vectors vectors;
    try (TaskProgress progress = console().progress(task, part.size(), "images")) {
      vectors =
          new Features(embedder, features.loader())
              .of(
                  part,
                  (done, total) -> {
                    progress.to(done);
                    return true;
                  });
    }
    Unusable.warn(console(), vectors.skipped());
    return vectors.labelled(part, WHAT);
  }

  private void report(List<KnnReport> reports) {
    Table table = Table.withHeading("k", "tau", "accuracy", "balanced");
    for (KnnReport report : reports) {
      table.row(
          report.protocol().vote().k(),
          report.protocol().vote().tau(),
          percent(report.accuracy()),
          percent(report.balancedAccuracy()));
    }
    console().table(table);
    console().line("");
    console()
        .line(
            "The last line's protocol: "
                + reports.get(reports.size() - 1).protocol().phrase()
                + ".");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("knn", reports.stream().map(KnnReport::json).toList());
    console().object(object);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }
}
