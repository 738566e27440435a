package org.likeness.pretraining;

import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.likeness.encoder.Encoder;
import org.likeness.method.Method;

/** Takes the encoder out of a method that nothing else uses. */
final class EncoderAlone {
  private EncoderAlone() {}

  /**
   * The encoder of a method, whose other tensors, such as a memory bank with a row for each image,
   * are freed: the method cannot be used any more. Call it outside any scope.
   */
  static Encoder of(Method method) {
    Encoder encoder = method.encoder();
    Set<Long> kept = new HashSet<>();
    encoder.network().weights().values().forEach(tensor -> kept.add(address(tensor)));
    method.state().tensors().values().stream()
        .filter(tensor -> !kept.contains(address(tensor)))
        .forEach(Tensor::close);
    return encoder;
  }

  private static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }
}
