package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.likeness.augment.CropOptions.Kind.RANDOM;
import static org.likeness.augment.CropOptions.Kind.RANDOM_RESIZED;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.error.InputException;
import org.likeness.option.OptionRecords;

/** Second views and local crops, derived from the recipe's view. */
final class FurtherViewsTest {
  private static final ViewOptions FIRST = Pictures.mocoV2(32);

  @Test
  void theSecondViewDiffersByBlurAndSolarisationAlone() {
    ViewOptions second = new SecondViewOptions(0.25, 0.75).of(FIRST.withSolarize(0, 77));
    assertThat(second.blur().probability()).isEqualTo(0.25);
    assertThat(second.solarize()).isEqualTo(0.75);
    assertThat(second.solarizeThreshold()).isEqualTo(77);
    assertThat(second.withBlur(FIRST.blur()).withSolarize(0, 77))
        .isEqualTo(FIRST.withSolarize(0, 77));
    assertThat(second.blur().sigmaMax()).isEqualTo(FIRST.blur().sigmaMax());
  }

  @Test
  void theDefaultsAreThoseOfThePapers() {
    assertThat(SecondViewOptions.defaults()).isEqualTo(new SecondViewOptions(0.1, 0.2));
    assertThat(LocalCropOptions.defaults()).isEqualTo(new LocalCropOptions(6, 96, 0.05, 0.14, 0.5));
  }

  @Test
  void localCropsDifferBySizeAreaAndBlurAlone() {
    List<View> views = new LocalCropOptions(3, 16, 0.1, 0.3, 0.25).views(FIRST);
    assertThat(views).hasSize(3);
    ViewOptions local = ((RandomView) views.get(0)).options();
    assertThat(views.get(2).shape()).containsExactly(3, 16, 16);
    assertThat(local.crop().min()).isEqualTo(0.1);
    assertThat(local.crop().max()).isEqualTo(0.3);
    assertThat(local.blur().probability()).isEqualTo(0.25);
    assertThat(OptionRecords.with(local, "size", 32).withBlur(FIRST.blur()).withCrop(FIRST.crop()))
        .isEqualTo(FIRST);
    assertThat(local.crop().aspect()).isEqualTo(FIRST.crop().aspect());
    assertThat(local.crop().filter()).isEqualTo(FIRST.crop().filter());
  }

  /** A view that cuts a square of one scale still has local crops of a random area. */
  @Test
  void localCropsAreAlwaysResized() {
    ViewOptions square = FIRST.withCrop(OptionRecords.with(CropOptions.defaults(), "resize", 40));
    ViewOptions cut = square.withCrop(OptionRecords.with(square.crop(), "kind", RANDOM));
    View local = new LocalCropOptions(1, 16, 0.1, 0.3, 0).views(cut).get(0);
    assertThat(((RandomView) local).options().crop().kind()).isEqualTo(RANDOM_RESIZED);
  }

  @Test
  void aLocalCropAsLargeAsTheViewFitsAndALargerOneDoesNot() {
    assertThat(new LocalCropOptions(1, 32, 0.1, 0.3, 0).views(FIRST)).hasSize(1);
    assertThatThrownBy(() -> new LocalCropOptions(1, 33, 0.1, 0.3, 0).views(FIRST))
        .isInstanceOf(InputException.class)
        .hasMessage("options.local.size must be at most view.size, 32, but is 33");
    assertThat(new LocalCropOptions(0, 33, 0.1, 0.3, 0).views(FIRST)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-1; 16; 0.1; 0.3; 0; count must be in [0, 100] but is -1",
        "101; 16; 0.1; 0.3; 0; count must be in [0, 100] but is 101",
        "1; 0; 0.1; 0.3; 0; size must be in [1, 16384] but is 0",
        "1; 16; 0; 0.3; 0; min must be in (0, 1] but is 0",
        "1; 16; 0.1; 1.5; 0; max must be in (0, 1] but is 1.5",
        "1; 16; 0.4; 0.3; 0; 'max must be at least min, 0.4, but is 0.3'",
        "1; 16; 0.1; 0.3; 2; blur must be in [0, 1] but is 2",
      })
  void refusedLocalCrops(int count, int size, double min, double max, double blur, String message) {
    assertThatThrownBy(() -> OptionRecords.check(new LocalCropOptions(count, size, min, max, blur)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusedSecondViews() {
    assertThatThrownBy(() -> OptionRecords.check(new SecondViewOptions(-0.1, 0)))
        .hasMessage("blur must be in [0, 1] but is -0.1");
    assertThatThrownBy(() -> OptionRecords.check(new SecondViewOptions(0, Double.NaN)))
        .hasMessage("solarize must be in [0, 1] but is NaN");
  }
}
