package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.JitterOptions;
import org.likeness.augment.LabColour;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.method.Ingredients;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CmcTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Cmc method(ViewOptions view) {
    Preprocessing preprocessing = new Preprocessing(18, 16, view.mean(), view.std());
    Ingredients in =
        new Ingredients(
            10,
            5,
            2,
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0),
            view,
            preprocessing,
            new RandomSource(1));
    return new Cmc(in, OptionRecords.with(Cmc.Options.paper(), "dim", 8));
  }

  @Test
  void theViewIsInLabWithoutJitterAndGreyscale() {
    ViewOptions recipe =
        ViewOptions.defaults(16)
            .withFlip(0.5)
            .withGrayscale(0.2, true)
            .withJitter(new JitterOptions(1, 0.4, 0.4, 0.4, 0.1));
    Cmc method = method(recipe);
    ViewOptions seen = ((RandomView) method.views().get(0)).options();
    assertThat(seen)
        .isEqualTo(
            ViewOptions.defaults(16)
                .withFlip(0.5)
                .withColour(ViewOptions.Colour.LAB, LabColour.MEAN, LabColour.STD));
    assertThat(method.encoder().preprocessing())
        .isEqualTo(
            new Preprocessing(
                18,
                16,
                ViewOptions.Colour.LAB,
                List.of(50.0, 6.025, -6.690),
                List.of(50.0, 92.208, 101.168)));
  }

  @Test
  void theBanksBeginUnlike() {
    Cmc method = method(ViewOptions.defaults(16));
    float[] l = Tensors.floats(method.state().tensors().get("bank-l"));
    float[] ab = Tensors.floats(method.state().tensors().get("bank-ab"));
    for (int i = 0; i < l.length; i++) {
      assertThat(l[i]).isNotEqualTo(ab[i]);
    }
  }
}
