package org.likeness.encoder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.io.Digests;
import org.likeness.io.TensorBytes;
import org.likeness.option.OptionValues;
import org.likeness.torch.Tensors;

/**
 * SHA-256 over everything that determines an encoder's output: its description and preprocessing as
 * lines of text (the colour space only where it is not rgb), then for each weight in the order of
 * names a line with name, type and shape, and its elements.
 */
final class Fingerprint {
  private Fingerprint() {}

  static String of(
      Map<String, String> description, Preprocessing preprocessing, Map<String, Tensor> weights) {
    MessageDigest digest = Digests.of("SHA-256");
    new TreeMap<>(description).forEach((key, value) -> line(digest, key + "=" + value));
    line(
        digest,
        preprocessing.resize()
            + " "
            + preprocessing.size()
            + " "
            + preprocessing.mean()
            + " "
            + preprocessing.std()
            + (preprocessing.colour() == ViewOptions.Colour.RGB
                ? ""
                : " " + OptionValues.name(preprocessing.colour())));
    new TreeMap<>(weights)
        .forEach(
            (name, tensor) -> {
              line(
                  digest,
                  name + " " + Tensors.type(tensor) + " " + Arrays.toString(Tensors.shape(tensor)));
              try {
                TensorBytes.read(tensor, digest::update);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return Digests.hex(digest);
  }

  private static void line(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
