package org.likeness.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.classifier.Classifier;
import org.likeness.classify.LabelledNeighbours;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.Readable;
import org.likeness.encoder.Encoder;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunNetwork;
import org.likeness.search.SearchIndex;
import org.likeness.server.ServerAddress;
import org.likeness.server.service.BatchOptions;
import org.likeness.server.service.Service;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableInfo;
import org.likeness.torch.Torch;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness serve}: embeddings, search and classes over HTTP. */
@CommandLine.Command(
    name = "serve",
    customSynopsis = "./likeness serve RUN [--index INDEX] [OPTIONS]",
    description = {
      "Answer over HTTP: the embeddings of images, the most similar rows of an index, classes.",
      "",
      "Images of requests that come at the same time go through the network together. /docs describes all of it. Ctrl-C finishes what was taken, then stops."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness serve last --index photos.index",
      "  LIKENESS_TOKEN=$(openssl rand -hex 16) ./likeness serve last --host 0.0.0.0",
      "  curl --data-binary @cat.jpg http://127.0.0.1:7008/v1/embed"
    })
public final class ServeCommand extends Command {
  private static final int PORT = 7008;
  private static final int NEIGHBOURS = 20;
  private static final double TAU = 0.07;
  private static final Duration TIME_TO_STOP = Duration.ofMinutes(1);

  @Mixin private RunArgument run = new RunArgument();

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = "The index that /v1/search looks into, of the same encoder.")
  private Optional<Path> index = Optional.empty();

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description =
          "A table of labelled images by the same encoder: /v1/classify then answers by the 20 nearest of them, as the command classify does, instead of"
              + " by the run's classifier.")
  private Optional<Path> table = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "The most images that go through the network together, 32 by default.")
  private int batch = BatchOptions.DEFAULT.size();

  @Option(
      names = "--wait-ms",
      paramLabel = "N",
      description =
          "How many milliseconds an image waits for others that are on their way, 5 by default. A single client never waits.")
  private long wait = BatchOptions.DEFAULT.delay().toMillis();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "The most images in the service at a time, 256 by default; further requests are answered by 429.")
  private int queue = BatchOptions.DEFAULT.queue();

  @Mixin private ServerArguments server = new ServerArguments();

  public ServeCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerAddress address = server.address(PORT);
    BatchOptions batches = new BatchOptions(batch, Duration.ofMillis(wait), queue);
    try (Opened opened = open(index, table)) {
      RunNetwork network = run.network();
      Optional<Classifier> classifier =
          opened.labelled().isPresent() ? Optional.empty() : classifier(network);
      Encoder encoder =
          classifier.isPresent() ? classifier.get().encoder() : network.load().encoder();
      Service.Builder builder = Service.of(encoder).at(address).batches(batches);
      classifier.ifPresent(both -> builder.classifier(both.layers()));
      opened.index().ifPresent(builder::index);
      opened.labelled().ifPresent(bank -> builder.labelled(bank.neighbours(), bank.info()));
      try (Service service = builder.start();
          Interruption interruption = new Interruption(TIME_TO_STOP, service::close)) {
        announce(service, encoder, classes(classifier, opened), opened.index());
        service.await();
        service.close(); // where another thread stops it, returns when it has
        console().line("Stopped."); // while the process waits for the interruption to close
        return interruption.isRequested() ? INTERRUPTED : OK;
      }
    }
  }

  /** The classifier beside the encoder of a run, if there is one. */
  private static Optional<Classifier> classifier(RunNetwork network) {
    return network
        .run()
        .filter(layout -> network.name().equals(NetworkName.ENCODER))
        .map(layout -> layout.folder().resolve(Classifier.FILE))
        .filter(Files::exists)
        .map(Classifier::load);
  }

  private void announce(
      Service service, Encoder encoder, int classes, Optional<SearchIndex> opened) {
    String address = service.address().toString();
    List<String> what = new ArrayList<>();
    what.add("embeddings of " + encoder.dimension() + " values");
    if (classes > 0) {
      what.add(Readable.count(classes) + " classes");
    }
    opened.ifPresent(rows -> what.add(Readable.count(rows.info().rows(), "row")));
    console().result("Serving " + String.join(", ", what) + " at " + address + ".");
    console().line("Try: curl --data-binary @IMAGE " + address + "/v1/embed");
    console().line("Described at " + address + "/docs. Ctrl-C stops.");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("address", address);
    object.put("encoder", encoder.hash());
    object.put("dimension", encoder.dimension());
    object.put("classes", classes);
    object.put("rows", opened.map(rows -> rows.info().rows()).orElse(0));
    console().object(object);
  }

  private static int classes(Optional<Classifier> classifier, Opened opened) {
    return opened
        .labelled()
        .map(bank -> bank.neighbours().classes().size())
        .or(() -> classifier.map(both -> both.layers().names().size()))
        .orElse(0);
  }

  private static Opened open(Optional<Path> folder, Optional<Path> labelled) {
    Optional<SearchIndex> index = folder.map(SearchIndex::open);
    try {
      return new Opened(index, labelled.map(ServeCommand::labelled));
    } catch (RuntimeException e) {
      index.ifPresent(SearchIndex::close);
      throw e;
    }
  }

  private static Labelled labelled(Path folder) {
    Torch.require();
    EmbeddingTable rows = EmbeddingTable.open(folder);
    return new Labelled(LabelledNeighbours.of(rows, NEIGHBOURS, TAU), rows.info());
  }

  /** Labelled images and the table that they are from. */
  private record Labelled(LabelledNeighbours neighbours, TableInfo info) {}

  /** An index and labelled images, if any, which are closed at the end. */
  private record Opened(Optional<SearchIndex> index, Optional<Labelled> labelled)
      implements AutoCloseable {
    @Override
    public void close() {
      labelled.ifPresent(bank -> bank.neighbours().close());
      index.ifPresent(SearchIndex::close);
    }
  }
}
