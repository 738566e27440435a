package org.likeness.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Between Java arrays and tensors, and the few idioms that the bindings lack. */
public final class Tensors {
  private Tensors() {}

  /** A float tensor with a copy of {@code values}. */
  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = torch.empty(shape);
    if (tensor.numel() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill " + java.util.Arrays.toString(shape));
    }
    tensor.data_ptr_float().put(values);
    return tensor;
  }

  /** A double tensor with a copy of {@code values}. */
  public static Tensor of(double[] values, long... shape) {
    Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Double), null);
    if (tensor.numel() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill " + java.util.Arrays.toString(shape));
    }
    tensor.data_ptr_double().put(values);
    return tensor;
  }

  /** A long tensor with a copy of {@code values}. */
  public static Tensor of(long[] values, long... shape) {
    Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Long), null);
    if (tensor.numel() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill " + java.util.Arrays.toString(shape));
    }
    tensor.data_ptr_long().put(values);
    return tensor;
  }

  /** All elements as floats, in row-major order. */
  public static float[] floats(Tensor tensor) {
    Tensor flat = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
    float[] values = new float[Math.toIntExact(flat.numel())];
    try (FloatPointer data = flat.data_ptr_float()) {
      data.get(values);
    }
    return values;
  }

  /** All elements as doubles, in row-major order. */
  public static double[] doubles(Tensor tensor) {
    Tensor flat = tensor.detach().to(new Device("cpu"), ScalarType.Double).contiguous();
    double[] values = new double[Math.toIntExact(flat.numel())];
    flat.data_ptr_double().get(values);
    return values;
  }

  /** All elements as longs, in row-major order. */
  public static long[] longs(Tensor tensor) {
    Tensor flat = tensor.detach().to(new Device("cpu"), ScalarType.Long).contiguous();
    long[] values = new long[Math.toIntExact(flat.numel())];
    try (LongPointer data = flat.data_ptr_long()) {
      data.get(values);
    }
    return values;
  }

  /** True if no element is NaN or infinite; always for whole numbers. */
  public static boolean isFinite(Tensor tensor) {
    return !tensor.is_floating_point() || longs(tensor.isfinite().all())[0] == 1;
  }

  /** A float matrix from rows of equal length. */
  public static Tensor matrix(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] flat = new float[Math.multiplyExact(rows.length, columns)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * columns, columns);
    }
    return of(flat, rows.length, columns);
  }

  /**
   * The type of a tensor's elements as one of the constants, which {@code ==} and {@code switch}
   * understand.
   */
  public static ScalarType type(Tensor tensor) {
    return tensor.scalar_type().intern();
  }

  /** Sizes of all dimensions. */
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  /**
   * Parameters, then buffers of a module and its children by their dotted names: handles of the
   * live tensors, owned by the scope if any.
   */
  public static Map<String, Tensor> named(Module module) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (StringTensorDict dict : List.of(module.named_parameters(), module.named_buffers())) {
      for (long i = 0; i < dict.size(); i++) {
        try (BytePointer key = dict.get(i).key()) {
          // A copy of the handle: value() points into the list, which goes when Java collects it.
          tensors.put(key.getString(), new Tensor(dict.get(i).value()));
        }
      }
    }
    return tensors;
  }

  /** The dotted names of the buffers of a module and its children. */
  public static Set<String> bufferNames(Module module) {
    Set<String> names = new LinkedHashSet<>();
    StringTensorDict dict = module.named_buffers();
    for (long i = 0; i < dict.size(); i++) {
      try (BytePointer key = dict.get(i).key()) {
        names.add(key.getString());
      }
    }
    return names;
  }

  /**
   * The trainable tensors of a module and its children, those that take a gradient: handles of the
   * live tensors, owned by the scope if any.
   */
  public static List<Tensor> parameters(Module module) {
    List<Tensor> list = new ArrayList<>();
    TensorVector parameters = module.parameters(true);
    for (long i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).requires_grad()) {
        list.add(new Tensor(parameters.get(i))); // a copy of the handle, as in named
      }
    }
    return list;
  }

  /**
   * Copies the values of {@code source} into {@code target}, which keeps its type and its place.
   */
  public static void copy(Tensor source, Tensor target) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      target.copy_(source);
    }
  }
}
