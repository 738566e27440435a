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
import org.likeness.classifier.FeatureClassifier;
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
  private static final Duration TIME_TO_STOP = Duration.ofMinutes(1);

  @Mixin private RunArgument run = new RunArgument();

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = "The index that /v1/search looks into, of the same encoder.")
  private Optional<Path> index = Optional.empty();

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
    try (Opened opened = open(index)) {
      RunNetwork network = run.network();
      Optional<Classifier> classifier = classifier(network);
      Encoder encoder =
          classifier.isPresent() ? classifier.get().encoder() : network.load().encoder();
      Service.Builder builder = Service.of(encoder).at(address).batches(batches);
      classifier.ifPresent(both -> builder.classifier(both.layers()));
      opened.index().ifPresent(builder::index);
      try (Service service = builder.start();
          Interruption interruption = new Interruption(TIME_TO_STOP, service::close)) {
        announce(service, encoder, classifier.map(Classifier::layers), opened.index());
        service.await();
        return interruption.isRequested() ? INTERRUPTED : OK;
      } finally {
        console().line("Stopped.");
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
      Service service,
      Encoder encoder,
      Optional<FeatureClassifier> classifier,
      Optional<SearchIndex> opened) {
    String address = service.address().toString();
    List<String> what = new ArrayList<>();
    what.add("embeddings of " + encoder.dimension() + " values");
    classifier.ifPresent(layers -> what.add(Readable.count(layers.names().size(), "class")));
    opened.ifPresent(rows -> what.add(Readable.count(rows.info().rows(), "row")));
    console().result("Serving " + String.join(", ", what) + " at " + address + ".");
    console().line("Try: curl --data-binary @IMAGE " + address + "/v1/embed");
    console().line("Described at " + address + "/docs. Ctrl-C stops.");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("address", address);
    object.put("encoder", encoder.hash());
    object.put("dimension", encoder.dimension());
    object.put("classes", classifier.map(layers -> layers.names().size()).orElse(0));
    object.put("rows", opened.map(rows -> rows.info().rows()).orElse(0));
    console().object(object);
  }

  private static Opened open(Optional<Path> folder) {
    return new Opened(folder.map(SearchIndex::open));
  }

  /** An index that is closed at the end, or none. */
  private record Opened(Optional<SearchIndex> index) implements AutoCloseable {
    @Override
    public void close() {
      index.ifPresent(SearchIndex::close);
    }
  }
}
