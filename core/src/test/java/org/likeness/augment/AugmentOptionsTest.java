package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.likeness.augment.CropOptions.Kind.CENTRE;
import static org.likeness.augment.CropOptions.Kind.RANDOM;
import static org.likeness.augment.CropOptions.Kind.RANDOM_RESIZED;
import static org.likeness.augment.ViewOptions.Colour.RGB;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.likeness.option.OptionRecords;

/** Every option has a range, and the message begins with the name that a recipe writes. */
final class AugmentOptionsTest {
  private static final ViewOptions VIEW = ViewOptions.defaults(32);

  @Test
  void defaultsSwitchEverythingOffButTheCrop() {
    assertThat(VIEW.crop())
        .isEqualTo(new CropOptions(RANDOM_RESIZED, 0.2, 1, 4.0 / 3, 0, Filter.BILINEAR, false));
    assertThat(
            List.of(
                VIEW.flip(),
                VIEW.jitter().probability(),
                VIEW.grayscale(),
                VIEW.blur().probability(),
                VIEW.solarize()))
        .containsOnly(0.0);
    assertThat(VIEW.colour()).isEqualTo(ViewOptions.Colour.RGB);
  }

  @Test
  void crop() {
    refused("min must be in (0, 1] but is 0", () -> crop(RANDOM_RESIZED, 0, 1, 1, 0));
    refused(
        "max must be at least min, 0.5, but is 0.4", () -> crop(RANDOM_RESIZED, 0.5, 0.4, 1, 0));
    refused("max must be in (0, 1] but is NaN", () -> crop(RANDOM_RESIZED, 0.5, Double.NaN, 1, 0));
    refused("max must be in (0, 1] but is 2", () -> crop(RANDOM_RESIZED, 0.5, 2, 1, 0));
    refused("aspect must be in [1, 1000] but is 0.75", () -> crop(RANDOM_RESIZED, 0.5, 1, 0.75, 0));
    refused("resize must be in [0, 65536] but is -1", () -> crop(RANDOM, 0.5, 1, 1, -1));
  }

  @Test
  void jitter() {
    refused("probability must be in [0, 1] but is 1.5", () -> jitter(1.5, 0, 0, 0, 0));
    refused("brightness must not be negative but is -1", () -> jitter(1, -1, 0, 0, 0));
    refused("contrast must be a finite number but is NaN", () -> jitter(1, 0, Double.NaN, 0, 0));
    refused(
        "saturation must be a finite number but is Infinity",
        () -> jitter(1, 0, 0, Double.POSITIVE_INFINITY, 0));
    refused("hue must be in [0, 0.5] but is 0.6", () -> jitter(1, 0, 0, 0, 0.6));
  }

  @Test
  void blur() {
    refused("probability must be in [0, 1] but is -0.1", () -> blur(-0.1, 0.1, 2));
    refused("sigma-min must be in (0, 1000] but is 0", () -> blur(0, 0, 2));
    refused("sigma-max must be at least sigma-min, 2, but is 1", () -> blur(0, 2, 1));
  }

  @Test
  void view() {
    refused("size must be in [1, 16384] but is 0", () -> ViewOptions.defaults(0));
    refused("flip must be in [0, 1] but is 2", () -> VIEW.withFlip(2));
    refused("grayscale must be in [0, 1] but is -1", () -> VIEW.withGrayscale(-1, false));
    refused("solarize must be in [0, 1]", () -> VIEW.withSolarize(Double.NaN, 128));
    refused("solarize-threshold must be in [0, 255] but is 256", () -> VIEW.withSolarize(0.2, 256));
    refused(
        "mean must have 3 values but has 1", () -> VIEW.withColour(RGB, List.of(0.5), VIEW.std()));
    refused(
        "std must be positive but contains 0",
        () -> VIEW.withColour(RGB, VIEW.mean(), List.of(0.0, 1.0, 1.0)));
    refused(
        "crop.resize must be at least the size of the view, 32,",
        () -> VIEW.withCrop(crop(CENTRE, 0.2, 1, 1, 31)));
  }

  /** From Java as from a recipe: options that no one has checked reach no view. */
  @Test
  void viewsCheckTheirOptions() {
    CropOptions usual = VIEW.crop();
    ViewOptions unchecked =
        new ViewOptions(
            32,
            new CropOptions(RANDOM_RESIZED, 0, 1, usual.aspect(), 0, usual.filter(), false),
            0,
            VIEW.jitter(),
            0,
            false,
            VIEW.blur(),
            0,
            128,
            RGB,
            VIEW.mean(),
            VIEW.std());
    String message = "crop.min must be in (0, 1] but is 0";
    refused(message, () -> new RandomView(unchecked));
    refused(message, () -> new TensorViews(unchecked));
  }

  private static CropOptions crop(
      CropOptions.Kind kind, double min, double max, double aspect, int resize) {
    return OptionRecords.check(
        new CropOptions(kind, min, max, aspect, resize, Filter.BILINEAR, false));
  }

  private static JitterOptions jitter(
      double probability, double brightness, double contrast, double saturation, double hue) {
    return OptionRecords.check(
        new JitterOptions(probability, brightness, contrast, saturation, hue));
  }

  private static BlurOptions blur(double probability, double sigmaMin, double sigmaMax) {
    return OptionRecords.check(
        new BlurOptions(probability, sigmaMin, sigmaMax, BlurOptions.Kind.PIL));
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
