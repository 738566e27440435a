package org.likeness.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Network;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.image.Image;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.torch.Torch;

/** Tables with all that a row can have. */
final class ExportedTables {
  private ExportedTables() {}

  /** Every third image has no label, every second attributes, one of them two. */
  static EmbeddingTable labelled(Path folder, int images, int dimension, boolean half) {
    Torch.require();
    Dataset dataset = new Images(images);
    return new EmbeddingTableWriter(
            folder, new First(dimension), "abc", LoaderOptions.everyImage(8), half)
        .write(dataset, "images", FeatureProgress.NONE);
  }

  /** The first pixels as vectors. */
  private record First(int dimension) implements Embedder {
    @Override
    public FeatureKind kind() {
      return FeatureKind.HEAD;
    }

    @Override
    public Preprocessing preprocessing() {
      return new Preprocessing(4, 4, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    }

    @Override
    public Optional<Network> network() {
      return Optional.empty();
    }

    @Override
    public Tensor vectors(Tensor batch) {
      return batch.flatten(1, -1).narrow(1, 0, dimension);
    }
  }

  private record Images(int size) implements Dataset {
    @Override
    public String name() {
      return "images";
    }

    @Override
    public ImageInfo info(int index) {
      Map<String, String> attributes =
          index % 2 == 0
              ? Map.of()
              : index == 7 ? Map.of("year", "2019", "o\u00e7", "a \"b\"") : Map.of("year", "20");
      return new ImageInfo(
          "f\u00e9/" + index + ".png",
          4,
          4,
          index % 3 == 0 ? OptionalInt.empty() : OptionalInt.of(index % 3 - 1),
          Optional.empty(),
          Optional.empty(),
          attributes);
    }

    @Override
    public Image load(int index) {
      byte[] rgb = ("image " + index + " ".repeat(48)).getBytes(StandardCharsets.UTF_8);
      return new Image(4, 4, java.util.Arrays.copyOf(rgb, 48));
    }

    @Override
    public List<String> classNames() {
      return List.of("cat", "dog");
    }
  }
}
