package org.likeness.cli.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the embeddings of a command's images come from. */
final class CollectionOptions {
  @Mixin DataArguments data = new DataArguments();

  @Option(
      names = "--encoder",
      paramLabel = "RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description =
          "The run or the file of the encoder that made the tables, or that embeds folders. Default: the run below runs/ that made the table.")
  private @Nullable String encoder;

  @Mixin FeatureArguments features = new FeatureArguments();

  Optional<String> encoder() {
    return Optional.ofNullable(encoder);
  }
}
