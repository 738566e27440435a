package org.likeness.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Tensors;

/**
 * Named tensors and scalars that a checkpoint stores. Tensors are the live ones: writing reads
 * them, restoring copies into them. Scalars are bound to the fields of their owner.
 */
public final class State {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Scalar> scalars = new LinkedHashMap<>();

  /** Getter and setter of a scalar. */
  private record Scalar(DoubleSupplier get, DoubleConsumer set) {}

  /** Adds all parameters and buffers of a module, each as {@code prefix + its name}. */
  public State module(String prefix, Module module) {
    Tensors.named(module).forEach((name, tensor) -> tensor(prefix + name, tensor));
    return this;
  }

  public State tensor(String name, Tensor tensor) {
    if (tensors.put(name, tensor) != null) {
      throw new IllegalArgumentException("two tensors are named " + name);
    }
    return this;
  }

  public State scalar(String name, DoubleSupplier get, DoubleConsumer set) {
    if (scalars.put(name, new Scalar(get, set)) != null) {
      throw new IllegalArgumentException("two scalars are named " + name);
    }
    return this;
  }

  /** Adds all of another state. */
  public State add(State other) {
    other.tensors.forEach(this::tensor);
    other.scalars.forEach((name, scalar) -> scalar(name, scalar.get(), scalar.set()));
    return this;
  }

  /** The tensors by name, in the order in which they were added. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  public Map<String, Double> scalars() {
    Map<String, Double> values = new LinkedHashMap<>();
    scalars.forEach((name, scalar) -> values.put(name, scalar.get().getAsDouble()));
    return values;
  }

  /** A copy of all current values, to restore later. */
  public Snapshot snapshot() {
    return new Snapshot(this);
  }

  /** Restores a saved scalar. */
  public void restoreScalar(String name, double value) {
    Scalar scalar = scalars.get(name);
    if (scalar == null) {
      throw new IllegalArgumentException("no scalar is named " + name);
    }
    scalar.set().accept(value);
  }
}
