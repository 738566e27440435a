package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.TinyFolder;
import org.likeness.encoder.Encoder;
import org.likeness.features.SmallImages;
import org.likeness.image.Image;
import org.likeness.method.Method;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.torch.Torch;

final class EncoderAloneTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Method method(String name) {
    String[] enough = {"method=" + name, "view.size=32", "train.batch=16"}; // patches, norm groups
    return PretrainRecipe.of(TinyFolder.recipe(Path.of("images"), enough)).build(100, 3);
  }

  private static List<String> names() {
    return Methods.all().stream().map(MethodEntry::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theEncoderComputesTheSame(String name) throws Exception {
    Image image = new SmallImages(2, true).load(0);
    Method method = method(name);
    method.encoder().network().train(false);
    float[] before = method.encoder().embed(image);
    Encoder alone = EncoderAlone.of(method);
    assertThat(alone.embed(image)).isEqualTo(before);
  }

  @Test
  void theMemoryBankIsFreed() {
    Method method = method("instdisc");
    Tensor bank = method.state().tensors().get("bank");
    assertThat(bank.isNull()).isFalse();
    EncoderAlone.of(method);
    assertThat(bank.isNull()).isTrue();
  }
}
