package org.likeness.io;

import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The supported element types of safetensors files, named as in the format. */
public enum ElementType {
  F64(8, ScalarType.Double),
  F32(4, ScalarType.Float),
  F16(2, ScalarType.Half),
  BF16(2, ScalarType.BFloat16),
  I64(8, ScalarType.Long),
  I32(4, ScalarType.Int),
  I16(2, ScalarType.Short),
  I8(1, ScalarType.Char),
  U8(1, ScalarType.Byte),
  BOOL(1, ScalarType.Bool);

  private final int bytes;
  private final ScalarType scalarType;

  ElementType(int bytes, ScalarType scalarType) {
    this.bytes = bytes;
    this.scalarType = scalarType;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** libtorch's constant for this type. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /** The type of this name; empty if it is unknown or not supported. */
  static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  static ElementType of(ScalarType scalarType) {
    for (ElementType type : values()) {
      if (type.scalarType == scalarType) {
        return type;
      }
    }
    throw new IllegalArgumentException("a tensor of " + scalarType + " cannot be written");
  }
}
