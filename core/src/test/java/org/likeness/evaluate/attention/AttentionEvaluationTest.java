package org.likeness.evaluate.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.backbone.VitOptions;
import org.likeness.contract.ReaderContract;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.Json;
import org.likeness.nn.IdentityHead;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class AttentionEvaluationTest {
  private static final int HEADS = 2;
  private static final int PATCHES = 9; // 12 pixels in patches of 4
  private static final Preprocessing INPUT =
      new Preprocessing(16, 12, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

  private final EvaluationEntry<AttentionOptions> entry = AttentionEvaluation.entry();

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Encoder transformer() {
    VitOptions vit = OptionRecords.with(VitOptions.defaults(), "patch", 4);
    vit = OptionRecords.with(vit, "depth", 2);
    vit = OptionRecords.with(vit, "width", 8);
    vit = OptionRecords.with(vit, "heads", HEADS);
    vit = OptionRecords.with(vit, "image", 12);
    return encoder(BackboneOptions.transformer("vit-tiny", vit));
  }

  private static Encoder encoder(BackboneOptions options) {
    var backbone = Backbones.create(options, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    SingleNetwork network =
        new SingleNetwork(backbone, new IdentityHead(backbone.featureSize()), options);
    network.train(false);
    return new Encoder(network, INPUT);
  }

  private static Embedder embedder(Encoder encoder) {
    return new NetworkEmbedder(encoder, FeatureKind.BACKBONE);
  }

  private Report report(Embedder embedder, Dataset images, long seed, FeatureProgress progress) {
    try (Subject subject =
        new Subject(
            embedder,
            Parts.of(images, images),
            new RandomSource(seed),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            progress)) {
      return entry.evaluate(new AttentionOptions(3), subject);
    }
  }

  private Report report(Embedder embedder, Dataset images, long seed) {
    return report(embedder, images, seed, FeatureProgress.NONE);
  }

  @Test
  void theReportHasTheAttentionOfEachHeadToEachPatch() throws IOException {
    SmallImages images = new SmallImages(12, true);
    Encoder encoder = transformer();
    Report report = report(embedder(encoder), images, 4);
    assertThat(report.images()).isEqualTo(3);
    assertThat(report.json().path("patches").intValue()).isEqualTo(PATCHES);
    JsonNode first = report.json().path("cases").get(0);
    Tensor attention = attention(encoder, images, first.path("id").asText());
    double[] expected = Tensors.doubles(attention); // [heads, 1 + patches]
    for (int head = 0; head < HEADS; head++) {
      JsonNode map = first.path("heads").get(head);
      assertThat(map).hasSize(PATCHES);
      for (int patch = 0; patch < PATCHES; patch++) {
        assertThat(map.get(patch).doubleValue())
            .isCloseTo(expected[head * (1 + PATCHES) + 1 + patch], within(1e-5));
      }
    }
    assertThat(report(embedder(encoder), images, 4)).isEqualTo(report);
    assertThat(report(embedder(encoder), images, 5)).isNotEqualTo(report);
    Report read = new Report(Json.parse(Json.pretty(report.json())));
    NamedImages named = NamedImages.of(images);
    assertThat(entry.reader().figure(read, named).map(Figures::svg))
        .isPresent()
        .isEqualTo(entry.reader().figure(report, named).map(Figures::svg));
    assertThat(entry.reader().table(read)).hasSize(1 + HEADS);
    assertThat(entry.reader().summary(read).values())
        .allSatisfy(cell -> assertThat(cell).endsWith(" of 9"));
  }

  private static Tensor attention(Encoder encoder, Dataset images, String id) throws IOException {
    int number = 0;
    while (!images.info(number).id().equals(id)) {
      number++;
    }
    float[] pixels = new float[3 * 12 * 12];
    INPUT
        .asView()
        .render(
            images.load(number), new RandomSource(0).stream(Purpose.EVALUATION, 0, 0), pixels, 0);
    return ((SingleNetwork) encoder.network())
        .backbone()
        .lastAttention(Tensors.of(pixels, 1, 3, 12, 12))
        .orElseThrow()
        .select(0, 0)
        .select(1, 0);
  }

  @Test
  void allPatchesAlikeOrOneAlone() {
    double[] alike = {0.2, 0.2, 0.2, 0.2, 0.2};
    double[] one = {0.75, 0, 0, 0.25, 0};
    double[] both = new double[20];
    System.arraycopy(alike, 0, both, 0, 5);
    System.arraycopy(one, 0, both, 5, 5);
    System.arraycopy(one, 0, both, 10, 5);
    System.arraycopy(one, 0, both, 15, 5);
    Attention attention = new Attention(both, 2, 2, 5);
    assertThat(attention.attended(0)).isCloseTo((4 + 1) / 2.0, within(1e-12));
    assertThat(attention.attended(1)).isCloseTo(1, within(1e-12));
    assertThat(attention.itself(0)).isCloseTo((0.2 + 0.75) / 2, within(1e-12));
    assertThat(attention.patches(0, 1)).containsExactly(0, 0, 0.25, 0);
  }

  @Test
  void otherEncodersAndPixelsAreRefused() {
    SmallImages images = new SmallImages(12, true);
    Embedder resnet =
        embedder(encoder(new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0)));
    for (Embedder other : List.of(resnet, new PixelEmbedder(INPUT))) {
      assertThatThrownBy(() -> report(other, images, 1))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "attention is drawn for vision transformers only: train one with --set backbone.name=vit-tiny, and --set backbone.vit.patch=4 for images of 32 pixels");
    }
  }

  @Test
  void progressCountsTheImagesThatAreDrawn() {
    SmallImages images = new SmallImages(12, true);
    List<Integer> heard = new ArrayList<>();
    report(embedder(transformer()), images, 1, (done, all) -> heard.add(done));
    assertThat(heard.get(heard.size() - 1)).isEqualTo(3);
    assertThat(
            entry
                .create(new AttentionOptions(3))
                .further(Parts.of(images, images), FeatureKind.BACKBONE))
        .isEqualTo(3);
  }

  /** The parts of the contract whose embedders are no transformers. */
  @Test
  void keepsToTheContract() {
    SmallImages images = new SmallImages(12, true);
    Embedder embedder = embedder(transformer());
    Report report = report(embedder, images, 7);
    assertThat(report(embedder, images, 7)).isEqualTo(report);
    assertThat(report(embedder, images, 8)).as("other images are drawn").isNotEqualTo(report);
    ReaderContract.check(entry.reader(), report, NamedImages.of(images));
    assertThatThrownBy(() -> report(embedder, images, 7, (done, all) -> done < 2))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void leavesNoTensorsBehind() {
    SmallImages images = new SmallImages(12, true);
    Embedder embedder = embedder(transformer());
    report(embedder, images, 1);
    long before = LivePointers.settled();
    report(embedder, images, 1);
    assertThat(LivePointers.settled()).isLessThanOrEqualTo(before);
  }

  @Test
  void itsNumbersAreShown() throws IOException {
    ObjectNode body = Json.object().put("images", 3).put("patches", 9).put("protocol", "said");
    body.set(
        "heads",
        Json.parse("[{\"attended\":2.34,\"itself\":0.125},{\"attended\":9,\"itself\":0.5}]"));
    Report report = Report.of("attention", body);
    assertThat(entry.reader().table(report))
        .containsExactly(
            List.of("head", "patches attended to", "of", "to itself"),
            List.of("1", "2.3", "9", "12.5 %"),
            List.of("2", "9.0", "9", "50.0 %"));
    assertThat(entry.reader().summary(report))
        .containsExactly(Map.entry("patches that each head attends to", "2.3, 9.0 of 9"));
  }

  @Test
  void noImagesAreASentence() {
    Dataset none = new Subset(new SmallImages(3, true), new int[0], "none");
    assertThatThrownBy(() -> entry.require(Parts.of(none, none)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "attention is drawn for test images but none has none: use a folder with more images");
  }
}
