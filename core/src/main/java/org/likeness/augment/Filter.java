package org.likeness.augment;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The shape of the weights with which a resized pixel sees its neighbours, both widened by the
 * scale when an image shrinks.
 */
public enum Filter {
  /** A triangle of half-width 1. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    }

    @Override
    Tensor weight(Tensor x) {
      return x.abs().neg().add(new Scalar(1)).clamp_min(new Scalar(0));
    }
  },
  /** The cubic of Keys (1981) with a = -0.5, half-width 2. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = -0.5;
      double distance = Math.abs(x);
      if (distance < 1) {
        return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
      }
      return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
    }

    @Override
    Tensor weight(Tensor x) {
      Tensor d = x.abs().clamp_max(new Scalar(2)); // where the outer part is 0
      Tensor inner = d.mul(new Scalar(1.5)).sub(new Scalar(2.5)).mul(d).mul(d).add(new Scalar(1));
      Tensor outer = d.sub(new Scalar(5)).mul(d).add(new Scalar(8)).mul(d).sub(new Scalar(4));
      return torch.where(d.lt(new Scalar(1)), inner, outer.mul(new Scalar(-0.5)));
    }
  };

  final double halfWidth;

  Filter(double halfWidth) {
    this.halfWidth = halfWidth;
  }

  abstract double weight(double x);

  /** The same of many numbers at once. */
  abstract Tensor weight(Tensor x);
}
