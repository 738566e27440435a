package org.likeness.data.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.error.InputException;
import org.likeness.image.Image;

/**
 * Raw images of one size in binary files. The id is the split and the number within it, {@code
 * train/00042}.
 */
final class BinaryImages implements Dataset {
  private static final int DIGITS =
      5; // so that the order of ids is the order of numbers up to 100,000 images

  private final String name;
  private final int width;
  private final int height;
  private final PixelOrder order;
  private final List<BinaryPart> parts;
  private final List<String> classNames;
  private final int[] starts; // of each part, over all images
  private final int[] numbers; // of the first image of each part, within its split
  private final int[] kept;

  BinaryImages(
      String name,
      int width,
      int height,
      PixelOrder order,
      BinaryParts content,
      DataOptions options) {
    this.name = name;
    this.width = width;
    this.height = height;
    this.order = order;
    this.parts = content.parts();
    this.classNames = content.classNames();
    this.starts = new int[parts.size() + 1];
    this.numbers = new int[parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).records().count();
      boolean continues = i > 0 && parts.get(i - 1).split().equals(parts.get(i).split());
      numbers[i] = continues ? numbers[i - 1] + parts.get(i - 1).records().count() : 0;
    }
    this.kept = kept(options.exclude());
  }

  private int[] kept(String exclude) {
    IntStream all = IntStream.range(0, starts[parts.size()]);
    if (exclude.isEmpty()) {
      return all.toArray();
    }
    Pattern pattern = Pattern.compile(exclude);
    int[] left = all.filter(i -> !pattern.matcher(id(i)).find()).toArray();
    if (left.length == 0) {
      throw new InputException("exclude (" + exclude + ") leaves out all images of " + name);
    }
    return left;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return kept.length;
  }

  @Override
  public ImageInfo info(int index) {
    int i = kept[index];
    BinaryPart part = parts.get(part(i));
    int record = i - starts[part(i)];
    OptionalInt label =
        part.labels().length == 0 ? OptionalInt.empty() : OptionalInt.of(part.labels()[record]);
    Map<String, String> attributes =
        part.attributes().isEmpty() ? Map.of() : part.attributes().get(record);
    return new ImageInfo(
        id(i), width, height, label, Optional.empty(), Optional.of(part.split()), attributes);
  }

  @Override
  public Image load(int index) {
    int i = kept[index];
    BinaryPart part = parts.get(part(i));
    byte[] pixels = new byte[order.bytes(width, height)];
    part.records().read(i - starts[part(i)], part.pixelsAt(), pixels);
    return order.image(pixels, width, height);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public boolean labelled() {
    return IntStream.of(kept).allMatch(i -> parts.get(part(i)).labels().length > 0);
  }

  @Override
  public long bytes() {
    return IntStream.of(kept).mapToLong(i -> parts.get(part(i)).records().length()).sum();
  }

  private int part(int i) {
    int part = 0;
    while (i >= starts[part + 1]) {
      part++;
    }
    return part;
  }

  private String id(int i) {
    int part = part(i);
    String number = Integer.toString(numbers[part] + i - starts[part]);
    return parts.get(part).split()
        + "/"
        + "0".repeat(Math.max(0, DIGITS - number.length()))
        + number;
  }
}
