package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.image.Image;

/** The plain operations against Pillow: equal bytes, except where a tolerance is named. */
final class ImageOpsFixtureTest {
  private static final Fixture FIXTURE = Fixture.read("image_ops");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "brightness",
        "contrast",
        "saturation",
        "hue",
        "hue_negative",
        "grayscale",
        "solarize",
        "hflip",
        "resized_crop_bilinear",
        "resized_crop_bilinear_up",
        "resized_crop_bicubic",
        "gaussian_blur_pil"
      })
  void equalsPillow(String name) {
    Fixture expected = FIXTURE.at("ops/" + name);
    Image actual = operation(name, expected).apply(image(FIXTURE));
    assertThat(actual).usingRecursiveComparison().isEqualTo(pixels(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resized_crop_bilinear", "resized_crop_bicubic"})
  void equalsPillowOnALargerImage(String name) {
    Fixture expected = FIXTURE.at("large/ops/" + name);
    Image actual = operation(name, expected).apply(image(FIXTURE.at("large")));
    assertThat(actual).usingRecursiveComparison().isEqualTo(pixels(expected));
  }

  @Test
  void trueGaussianWithinSinglePrecisionAndRounding() {
    Fixture expected = FIXTURE.at("ops/gaussian_blur_true");
    GaussianBlur blur =
        new GaussianBlur(expected.number("params/sigma"), expected.integer("params/kernel"));
    double[] exact = expected.numbers("pixels");
    float[] floats = blur.exact(image(FIXTURE));
    Image rounded = blur.apply(image(FIXTURE));
    for (int i = 0; i < exact.length; i++) {
      assertThat((double) floats[i]).isCloseTo(exact[i], within(1e-4));
      assertThat((double) (rounded.rgb()[i] & 0xFF)).isCloseTo(exact[i], within(0.5001));
    }
  }

  @Test
  void labAndItsScaling() {
    Fixture lab = FIXTURE.at("lab");
    double[] colours = lab.numbers("colours");
    double[] expected = lab.numbers("lab");
    double[] scaled = lab.numbers("scaled");
    Normalization normalization =
        new Normalization(
            ViewOptions.Colour.LAB,
            java.util.Arrays.stream(lab.numbers("mean")).boxed().toList(),
            java.util.Arrays.stream(lab.numbers("std")).boxed().toList());
    double[] actual = new double[3];
    float[] floats = new float[3];
    for (int i = 0; i < colours.length; i += 3) {
      LabColour.convert((int) colours[i], (int) colours[i + 1], (int) colours[i + 2], actual);
      normalization.lab(
          (int) colours[i],
          (int) colours[i + 1],
          (int) colours[i + 2],
          new double[3],
          floats,
          0,
          1);
      for (int channel = 0; channel < 3; channel++) {
        assertThat(actual[channel]).isCloseTo(expected[i + channel], within(1e-9));
        assertThat((double) floats[channel]).isCloseTo(scaled[i + channel], within(1e-6));
      }
    }
  }

  private static Operation operation(String name, Fixture fixture) {
    return switch (name) {
      case "brightness" -> new Brightness(fixture.number("params/factor"));
      case "contrast" -> new Contrast(fixture.number("params/factor"));
      case "saturation" -> new Saturation(fixture.number("params/factor"));
      case "hue", "hue_negative" -> new Hue(fixture.number("params/factor"));
      case "grayscale" -> new Grayscale();
      case "solarize" -> new Solarize(fixture.integer("params/threshold"));
      case "hflip" -> new Flip();
      case "gaussian_blur_pil" -> new BoxBlur(fixture.number("params/sigma"));
      default ->
          resizedCrop(
              fixture.at("params"), name.contains("bicubic") ? Filter.BICUBIC : Filter.BILINEAR);
    };
  }

  private static Operation resizedCrop(Fixture params, Filter filter) {
    CropBox box =
        new CropBox(
            params.integer("left"),
            params.integer("top"),
            params.integer("width"),
            params.integer("height"));
    return new ResizedCrop(box, params.integer("size"), params.integer("size"), filter);
  }

  private static Image image(Fixture fixture) {
    Image image = pixels(fixture);
    assertThat(image.width()).isEqualTo(fixture.integer("width"));
    assertThat(image.height()).isEqualTo(fixture.integer("height"));
    return image;
  }

  private static Image pixels(Fixture fixture) {
    long[] shape = fixture.shape("pixels");
    long[] values = fixture.integers("pixels");
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    return new Image((int) shape[1], (int) shape[0], rgb);
  }
}
