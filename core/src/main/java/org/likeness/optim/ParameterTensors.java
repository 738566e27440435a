package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A tensor for each parameter, which an optimizer keeps between steps; zeros at first. */
final class ParameterTensors {
  private final IdentityHashMap<Tensor, Tensor> ofParameter = new IdentityHashMap<>();
  private final Map<String, Tensor> named = new LinkedHashMap<>();

  /**
   * Tensors named {@code kind/group/index}.
   *
   * @throws IllegalArgumentException if two groups have the same name
   */
  ParameterTensors(String kind, List<ParameterGroup> groups) {
    for (ParameterGroup group : groups) {
      for (int i = 0; i < group.parameters().size(); i++) {
        Tensor parameter = group.parameters().get(i);
        Tensor zeros = torch.zeros_like(parameter).detach();
        ofParameter.put(parameter, zeros);
        if (named.put(kind + "/" + group.name() + "/" + i, zeros) != null) {
          throw new IllegalArgumentException("two groups of parameters are named " + group.name());
        }
      }
    }
  }

  Tensor of(Tensor parameter) {
    return requireNonNull(ofParameter.get(parameter), "the parameter belongs to another optimizer");
  }

  Map<String, Tensor> named() {
    return Collections.unmodifiableMap(named);
  }
}
