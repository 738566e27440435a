package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.image.Image;

/** What each operation leaves as it is, and what two of them undo. */
final class OperationPropertiesTest {
  private static final Image IMAGE = Pictures.noise(13, 7, 4);

  @Test
  void operationsThatChangeNothing() {
    List<Operation> identities =
        List.of(
            new Brightness(1),
            new Contrast(1),
            new Saturation(1),
            new Solarize(256),
            new BoxBlur(0),
            new GaussianBlur(3, 1),
            new ColorJitter(1, 1, 1, 0, 17),
            CropBox.whole(13, 7),
            new ResizedCrop(CropBox.whole(13, 7), 13, 7, Filter.BILINEAR),
            new ResizedCrop(CropBox.whole(13, 7), 13, 7, Filter.BICUBIC));
    for (Operation operation : identities) {
      assertThat(operation.apply(IMAGE).rgb()).as("%s", operation).isEqualTo(IMAGE.rgb());
    }
  }

  @Test
  void operationsThatUndoThemselves() {
    assertThat(new Flip().apply(new Flip().apply(IMAGE)).rgb()).isEqualTo(IMAGE.rgb());
    assertThat(new Solarize(0).apply(new Solarize(0).apply(IMAGE)).rgb()).isEqualTo(IMAGE.rgb());
  }

  @Test
  void extremesOfTheFactors() {
    assertThat(new Brightness(0).apply(IMAGE).rgb()).containsOnly(0);
    assertThat(new Saturation(0).apply(IMAGE).rgb()).isEqualTo(new Grayscale().apply(IMAGE).rgb());
    byte[] flat = new Contrast(0).apply(IMAGE).rgb();
    assertThat(flat).containsOnly(flat[0]);
  }

  @Test
  void greysHaveNoHueAndNoSaturation() {
    Image grey = new Grayscale().apply(IMAGE);
    for (Operation operation : List.of(new Hue(0.3), new Saturation(1.9), new Grayscale())) {
      assertThat(operation.apply(grey).rgb()).isEqualTo(grey.rgb());
    }
  }

  @Test
  void operationsLeaveTheirInputAlone() {
    byte[] before = IMAGE.rgb().clone();
    for (Operation operation :
        List.of(
            new Brightness(2),
            new Contrast(2),
            new Saturation(2),
            new Hue(0.4),
            new Grayscale(),
            new Flip(),
            new Solarize(9),
            new BoxBlur(2),
            new GaussianBlur(2, 5),
            new CropBox(1, 1, 3, 3))) {
      operation.apply(IMAGE);
      assertThat(IMAGE.rgb()).as("%s", operation).isEqualTo(before);
    }
  }

  @Test
  void aNarrowGaussianHasNoMoreTapsThanItNeeds() {
    float[] kernel = new GaussianBlur(0.3, 23).kernel();
    assertThat(kernel).hasSize(3);
    assertThat(kernel[0] + kernel[1] + kernel[2]).isCloseTo(1, within(1e-6f));
    assertThat(new GaussianBlur(2, 23).kernel()).hasSize(21);
    assertThat(new GaussianBlur(1e-3, 1).kernel()).containsExactly(1);
  }

  @Test
  void aBoxBeyondTheImageIsRefused() {
    assertThatThrownBy(() -> new CropBox(1, 0, 13, 7).apply(IMAGE))
        .hasMessage("crop box 13x7 at 1, 0 is not within 13x7");
    assertThatThrownBy(() -> new CropBox(-1, 0, 3, 7)).hasMessageContaining("no negative corner");
  }

  @Test
  void mirroringFoldsAsOftenAsItMust() {
    int[] expected = {0, 1, 2, 1, 0, 1, 2};
    for (int i = -4; i < 3; i++) {
      assertThat(GaussianBlur.mirror(i, 3)).isEqualTo(expected[i + 4]);
      assertThat(GaussianBlur.mirror(i, 1)).isZero();
    }
  }
}
