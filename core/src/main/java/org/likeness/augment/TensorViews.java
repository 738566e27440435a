package org.likeness.augment;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.image.Image;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.random.RandomStream;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Tensors;

/**
 * The views of {@link RandomView} for a whole batch at once, as tensor operations, for a GPU. The
 * same streams give the same views, with the same roundings to 8 bits in between; only a true
 * Gaussian blur may differ by a level, where its sums are rounded differently. On a CPU {@link
 * RandomView} is much faster.
 *
 * <p>A resize is products with the weights of its taps, which are computed on the device; a blur is
 * products with a band of weights; each operation of the colours touches the images that drew it.
 * Weights in fixed point are parted into a high and a low half, whose products with 8-bit values
 * single precision sums exactly (up to 64 taps; beyond, all but always).
 */
public final class TensorViews {
  /** 2 to the number of bits in the low half of a weight. */
  private static final int PART = 1 << 11;

  /** In which sixth of the colour circle a channel is v (0), t (1), p (2) or q (3). */
  private static final long[][] SECTORS = {
    {0, 3, 2, 2, 1, 0}, {1, 0, 0, 3, 2, 2}, {2, 2, 1, 0, 0, 3}
  };

  private final ViewOptions options;

  /**
   * Views by these options.
   *
   * @throws IllegalArgumentException where a value is out of range, or the colour space is not
   *     {@code rgb}
   */
  public TensorViews(ViewOptions options) {
    OptionRecords.check(options);
    if (options.colour() != ViewOptions.Colour.RGB) {
      throw new IllegalArgumentException(
          "views in " + OptionValues.name(options.colour()) + " are made only on the CPU");
    }
    this.options = options;
  }

  /**
   * One view of each image.
   *
   * @param images of any sizes, at least one
   * @param streams for each image, numbered as the one that {@link RandomView#render} gets
   * @param device that makes them
   * @return float {@code [B, 3, size, size]}, normalised, on that device; owned by the scope
   */
  public Tensor render(List<Image> images, List<RandomStream> streams, ComputeDevice device) {
    requireNonNull(device, "device is null");
    if (images.isEmpty() || images.size() != streams.size()) {
      throw new IllegalArgumentException(
          "there must be at least one image and a stream for each, but there are "
              + images.size()
              + " images and "
              + streams.size()
              + " streams");
    }
    List<DrawnView> drawn = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      drawn.add(DrawnView.draw(options, images.get(i), streams.get(i)));
    }
    Device to = new Device(device.label());
    Tensor x = resized(boxes(images, drawn, to), drawn, to);
    x = flipped(x, drawn, to);
    for (int turn = 0; turn < longest(drawn); turn++) {
      x = apply(x, drawn, turn, to);
    }
    return normalized(x, to);
  }

  private static int longest(List<DrawnView> drawn) {
    return drawn.stream().mapToInt(view -> view.operations().size()).max().orElse(0);
  }

  /** The boxes of all views, padded to the largest one: {@code [B, 3, H, W]}, 0 to 255. */
  private static Tensor boxes(List<Image> images, List<DrawnView> drawn, Device to) {
    int width = drawn.stream().mapToInt(view -> view.framing().box().width()).max().orElseThrow();
    int height = drawn.stream().mapToInt(view -> view.framing().box().height()).max().orElseThrow();
    if ((long) images.size() * height * width * 3 > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d boxes of up to %d x %d pixels do not fit into a tensor: use fewer images"
              .formatted(images.size(), width, height));
    }
    Tensor pixels = bytes(to, images.size(), height, width, 3);
    ByteBuffer memory = new BytePointer(pixels.data_ptr()).capacity(pixels.numel()).asByteBuffer();
    IntStream.range(0, images.size())
        .parallel()
        .forEach(
            i -> {
              CropBox box = drawn.get(i).framing().box();
              Image image = images.get(i);
              for (int y = 0; y < box.height(); y++) {
                memory.put(
                    (i * height + y) * width * 3,
                    image.rgb(),
                    ((box.top() + y) * image.width() + box.left()) * 3,
                    box.width() * 3);
              }
            });
    return pixels.to(to, ScalarType.Byte).permute(0, 3, 1, 2).to(ScalarType.Float).contiguous();
  }

  /** Room for bytes on the processor, from which a GPU can fetch them by itself. */
  private static Tensor bytes(Device to, long... shape) {
    TensorOptions type = new TensorOptions(ScalarType.Byte);
    return torch.zeros(shape, to.is_cuda() ? type.pinned_memory(new BoolOptional(true)) : type);
  }

  /** Rows, then columns, each rounded. */
  private Tensor resized(Tensor boxes, List<DrawnView> drawn, Device to) {
    List<Framing> framings = drawn.stream().map(DrawnView::framing).toList();
    Tensor columns =
        weights(framings, f -> f.box().width(), f -> f.width(), f -> f.left(), boxes.size(3), to);
    Tensor rows =
        weights(framings, f -> f.box().height(), f -> f.height(), f -> f.top(), boxes.size(2), to);
    return down(across(boxes, columns, Taps.BITS), rows, Taps.BITS);
  }

  /**
   * What each pixel of a view takes of each of its box along one axis, as {@link Taps} has it:
   * {@code [B, size, most]}.
   *
   * @param length of a box
   * @param resized length that it is resized to
   * @param first pixel of it that is seen
   * @param most length of the longest box
   */
  private Tensor weights(
      List<Framing> framings,
      ToDoubleFunction<Framing> length,
      ToDoubleFunction<Framing> resized,
      ToDoubleFunction<Framing> first,
      long most,
      Device to) {
    Tensor source = column(framings, length, to); // double [B, 1, 1]
    Tensor target = column(framings, resized, to);
    Tensor from = column(framings, first, to);
    Filter filter = options.crop().filter();
    Tensor scale = source.div(target);
    Tensor widening = scale.clamp_min(number(1));
    Tensor support = widening.mul(number(filter.halfWidth));
    Tensor centre = from.add(range(options.size(), to).view(1, -1, 1)).add(number(0.5)).mul(scale);
    Tensor low = centre.sub(support).add(number(0.5)).trunc().clamp_min(number(0));
    Tensor high = centre.add(support).add(number(0.5)).trunc().minimum(source);
    Tensor pixel = range(most, to).view(1, 1, -1);
    Tensor weight = filter.weight(pixel.sub(centre).add(number(0.5)).mul(widening.reciprocal()));
    Tensor seen = pixel.ge(low).logical_and(pixel.lt(high));
    Tensor kept = weight.mul(seen.to(ScalarType.Double));
    Tensor share = kept.div(kept.sum(new long[] {2}, true, null)).mul(number(1 << Taps.BITS));
    return share.add(share.sign().mul(number(0.5))).trunc().unsqueeze(1);
  }

  /** {@code [b, 3, H, W]} by the weights of its rows, {@code [b, 1, w, W]}, rounded to 8 bits. */
  private static Tensor across(Tensor x, Tensor weights, int bits) {
    Tensor high = high(weights);
    Tensor low = weights.sub(high.mul(number(PART)));
    return rounded(x.matmul(transposed(high)), x.matmul(transposed(low)), bits);
  }

  /** The same of its columns: weights {@code [b, 1, h, H]}. */
  private static Tensor down(Tensor x, Tensor weights, int bits) {
    Tensor high = high(weights);
    Tensor low = weights.sub(high.mul(number(PART)));
    return rounded(single(high).matmul(x), single(low).matmul(x), bits);
  }

  private static Tensor high(Tensor weights) {
    return weights.div(number(PART)).round();
  }

  private static Tensor transposed(Tensor weights) {
    return single(weights).transpose(2, 3);
  }

  private static Tensor single(Tensor values) {
    return values.to(ScalarType.Float);
  }

  /** The sum of both parts, without the fractional bits. */
  private static Tensor rounded(Tensor high, Tensor low, int bits) {
    return single(
        high.to(ScalarType.Double)
            .mul(number(PART))
            .add(low)
            .add(number(1 << bits - 1))
            .div(number(1 << bits))
            .floor()
            .clamp_min_(number(0))
            .clamp_max_(number(255)));
  }

  private static Tensor range(long length, Device to) {
    double[] numbers = IntStream.range(0, Math.toIntExact(length)).asDoubleStream().toArray();
    return Tensors.of(numbers, length).to(to, ScalarType.Double);
  }

  private static <T> Tensor column(List<T> of, ToDoubleFunction<T> number, Device to) {
    return Tensors.of(of.stream().mapToDouble(number).toArray(), of.size(), 1, 1)
        .to(to, ScalarType.Double);
  }

  private static Tensor flipped(Tensor x, List<DrawnView> drawn, Device to) {
    Tensor which = column(drawn, view -> view.flip() ? 1 : 0, to).unsqueeze(3).gt(number(0.5));
    return torch.where(which, x.flip(3), x);
  }

  /** The operation that each image drew for this turn, kind by kind. */
  private Tensor apply(Tensor x, List<DrawnView> drawn, int turn, Device to) {
    Tensor result = x;
    for (Class<? extends Operation> kind : kinds(drawn, turn)) {
      result = apply(result, drawn, turn, kind, to);
    }
    return result;
  }

  private static Set<Class<? extends Operation>> kinds(List<DrawnView> drawn, int turn) {
    Set<Class<? extends Operation>> kinds = new LinkedHashSet<>();
    for (DrawnView view : drawn) {
      if (turn < view.operations().size()) {
        kinds.add(view.operations().get(turn).getClass());
      }
    }
    return kinds;
  }

  private <T extends Operation> Tensor apply(
      Tensor x, List<DrawnView> drawn, int turn, Class<T> kind, Device to) {
    Predicate<DrawnView> drew =
        view -> turn < view.operations().size() && kind.isInstance(view.operations().get(turn));
    int[] which = IntStream.range(0, drawn.size()).filter(i -> drew.test(drawn.get(i))).toArray();
    if (which.length == 0) {
      return x;
    }
    List<T> operations =
        IntStream.of(which).mapToObj(i -> kind.cast(drawn.get(i).operations().get(turn))).toList();
    if (which.length == drawn.size()) {
      return applied(x, operations, to);
    }
    long[] rows = IntStream.of(which).asLongStream().toArray();
    Tensor index = Tensors.of(rows, rows.length).to(to, ScalarType.Long);
    return x.index_copy(0, index, applied(x.index_select(0, index), operations, to));
  }

  /** Operations of one kind, one for each image of {@code x}. */
  private static Tensor applied(Tensor x, List<? extends Operation> operations, Device to) {
    Operation kind = operations.get(0);
    if (kind instanceof Brightness) {
      return blend(x.mul(number(0)), x, factors(operations, to));
    } else if (kind instanceof Contrast) {
      return blend(meanLuma(x), x, factors(operations, to));
    } else if (kind instanceof Saturation) {
      return blend(luma(x), x, factors(operations, to));
    } else if (kind instanceof Hue) {
      return hue(x, column(operations, o -> ((Hue) o).steps(), to));
    } else if (kind instanceof Grayscale) {
      return luma(x).expand(Tensors.shape(x)).contiguous();
    } else if (kind instanceof BoxBlur) {
      return boxes(x, bands(operations, x.size(3), to));
    } else if (kind instanceof GaussianBlur) {
      return gaussian(x, bands(operations, x.size(3), to));
    } else if (kind instanceof Solarize solarize) {
      return solarized(x, solarize.threshold());
    }
    throw new IllegalStateException("no tensors for " + kind);
  }

  private static Tensor factors(List<? extends Operation> operations, Device to) {
    return column(operations, TensorViews::factor, to).unsqueeze(3).to(ScalarType.Float);
  }

  private static double factor(Operation operation) {
    if (operation instanceof Brightness brightness) {
      return brightness.factor();
    }
    return operation instanceof Contrast contrast
        ? contrast.factor()
        : ((Saturation) operation).factor();
  }

  /** {@link Pixels#blend}, truncated to whole numbers. */
  private static Tensor blend(Tensor from, Tensor to, Tensor factor) {
    Tensor mixed = from.add(factor.mul(to.sub(from)));
    return mixed.clamp_min_(number(0)).clamp_max_(number(255)).floor_();
  }

  /** {@link Pixels#luma}: whole numbers below 2^24, exact in single precision. */
  private static Tensor luma(Tensor x) {
    return x.narrow(1, 0, 1)
        .mul(number(19595))
        .add(x.narrow(1, 1, 1), number(38470))
        .add(x.narrow(1, 2, 1), number(7471))
        .add(number(32768))
        .div(number(65536))
        .floor();
  }

  private static Tensor meanLuma(Tensor x) {
    return luma(x)
        .to(ScalarType.Double)
        .mean(new long[] {2, 3}, true, null)
        .add(number(0.5))
        .floor()
        .to(ScalarType.Float);
  }

  /** {@link Hue}, in its precisions. */
  private static Tensor hue(Tensor x, Tensor steps) {
    Tensor red = x.select(1, 0); // [b, S, S]
    Tensor green = x.select(1, 1);
    Tensor blue = x.select(1, 2);
    Tensor most = red.maximum(green).maximum(blue);
    Tensor range = most.sub(red.minimum(green).minimum(blue));
    Tensor grey = range.eq(number(0));
    Tensor divisor = range.clamp_min(number(1));
    Tensor r = most.sub(red).div(divisor).to(ScalarType.Double);
    Tensor g = most.sub(green).div(divisor).to(ScalarType.Double);
    Tensor b = most.sub(blue).div(divisor).to(ScalarType.Double);
    Tensor ofGreen = torch.where(green.eq(most), r.add(number(2)).sub(b), g.add(number(4)).sub(r));
    Tensor sixths = cut(torch.where(red.eq(most), b.sub(g), ofGreen));
    Tensor turn = sixths.div(number(6)).add(number(1));
    Tensor hue =
        cut(turn.sub(turn.floor()))
            .mul(number(255))
            .floor()
            .mul(grey.logical_not().to(ScalarType.Double));
    Tensor saturation =
        range.div(most.clamp_min(number(1))).to(ScalarType.Double).mul(number(255)).floor();
    return coloured(hue.add(steps).remainder(number(256)), saturation, most.to(ScalarType.Double));
  }

  /** Rounded to single precision, where Java does. */
  private static Tensor cut(Tensor values) {
    return single(values).to(ScalarType.Double);
  }

  /** {@link Hue#toRgb}: doubles of whole numbers in, floats {@code [b, 3, S, S]} out. */
  private static Tensor coloured(Tensor hue, Tensor saturation, Tensor value) {
    Tensor sixths = hue.mul(number(6)).div(number(255));
    Tensor f = cut(sixths.sub(sixths.floor()));
    Tensor s = cut(saturation.div(number(255)));
    Tensor sector = sixths.floor().remainder(number(6)).to(ScalarType.Long);
    Tensor p = part(value, s);
    Tensor q = part(value, cut(s.mul(f)));
    Tensor t = part(value, s.mul(f.neg().add(number(1))));
    Tensor choice = torch.stack(new TensorVector(value, t, p, q), 0); // [4, b, S, S]
    TensorVector channels = new TensorVector();
    for (long[] sectors : SECTORS) {
      Tensor table = Tensors.of(sectors, sectors.length).to(sector.device(), ScalarType.Long);
      Tensor which = table.index_select(0, sector.reshape(-1)).view(Tensors.shape(sector));
      channels.push_back(choice.gather(0, which.unsqueeze(0)).squeeze(0));
    }
    return torch.stack(channels, 1).to(ScalarType.Float);
  }

  /** {@code value (1 - share)}, rounded. */
  private static Tensor part(Tensor value, Tensor share) {
    return value.mul(share.neg().add(number(1))).add(number(0.5)).floor();
  }

  private static Tensor solarized(Tensor x, int threshold) {
    return torch.where(x.ge(number(threshold)), x.neg().add(number(255)), x);
  }

  /** Weights of a blur along an axis, one band for each image: {@code [b, 1, S, S]}. */
  private static Tensor bands(List<? extends Operation> blurs, long size, Device to) {
    int side = Math.toIntExact(size);
    double[] bands = new double[Math.multiplyExact(blurs.size(), side * side)];
    for (int i = 0; i < blurs.size(); i++) {
      for (int row = 0; row < side; row++) {
        band(blurs.get(i), row, side, bands, (i * side + row) * side);
      }
    }
    return Tensors.of(bands, blurs.size(), 1, side, side).to(to, ScalarType.Double);
  }

  private static void band(Operation blur, int row, int side, double[] out, int offset) {
    if (blur instanceof GaussianBlur gaussian) {
      float[] kernel = gaussian.kernel();
      for (int tap = 0; tap < kernel.length; tap++) {
        out[offset + GaussianBlur.mirror(row + tap - kernel.length / 2, side)] += kernel[tap];
      }
      return;
    }
    BoxBlur box = (BoxBlur) blur;
    int radius = (int) box.radius();
    for (int d = -radius - 1; d <= radius + 1; d++) {
      int weight = Math.abs(d) <= radius ? box.innerWeight() : box.outerWeight();
      int place = Math.min(Math.max(row + d, 0), side - 1);
      out[offset + place] += weight;
    }
  }

  private static Tensor gaussian(Tensor x, Tensor bands) {
    Tensor sum = single(bands).matmul(x.matmul(transposed(bands)));
    return sum.add_(number(0.5)).floor_().clamp_min_(number(0)).clamp_max_(number(255));
  }

  private static Tensor boxes(Tensor x, Tensor bands) {
    Tensor result = x;
    for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
      result = across(result, bands, BoxBlur.BITS);
    }
    for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
      result = down(result, bands, BoxBlur.BITS);
    }
    return result;
  }

  private Tensor normalized(Tensor x, Device to) {
    Tensor mean = channels(options.mean(), to);
    Tensor std = channels(options.std(), to);
    return x.to(ScalarType.Double).div(number(255)).sub(mean).div(std).to(ScalarType.Float);
  }

  private static Tensor channels(List<Double> numbers, Device to) {
    return Tensors.of(numbers.stream().mapToDouble(Double::doubleValue).toArray(), 1, 3, 1, 1)
        .to(to, ScalarType.Double);
  }

  private static Scalar number(double value) {
    return new Scalar(value);
  }
}
