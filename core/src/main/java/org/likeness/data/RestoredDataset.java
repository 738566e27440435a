package org.likeness.data;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.likeness.image.Image;

/**
 * A data set as it was before some files were removed and others were added: an image whose file is
 * missing keeps its place, but cannot be decoded; an added one is left out. So every other image
 * keeps its number, and a split its parts.
 *
 * <p>Closing it closes the data set inside.
 */
public final class RestoredDataset extends ForwardingDataset {
  private final List<ImageInfo> missing;
  private final int[] places; // index in source, or -1 - index in missing

  /**
   * @param source the data set as it is
   * @param missing images that it does not have, by the number that they had
   * @param added ids of images that are left out
   */
  public RestoredDataset(Dataset source, Map<Integer, ImageInfo> missing, Set<String> added) {
    super(source);
    SortedMap<Integer, ImageInfo> sorted = new TreeMap<>(missing);
    this.missing = List.copyOf(sorted.values());
    List<Integer> order = new ArrayList<>(source.size());
    for (int i = 0; i < source.size(); i++) {
      if (!added.contains(source.info(i).id())) {
        order.add(i);
      }
    }
    int number = 0;
    for (int place : sorted.keySet()) { // ascending, so that later ones do not move earlier ones
      order.add(Math.min(place, order.size()), -1 - number);
      number++;
    }
    this.places = order.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public ImageInfo info(int index) {
    int place = places[index];
    return place >= 0 ? source.info(place) : missing.get(-1 - place);
  }

  @Override
  public Image load(int index) throws IOException {
    return source.load(present(index));
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    return source.load(present(index), leastSide);
  }

  @Override
  public Optional<FileState> state(int index) throws IOException {
    return source.state(present(index));
  }

  @Override
  public String contentHash(int index) throws IOException {
    return source.contentHash(present(index));
  }

  private int present(int index) throws NoSuchFileException {
    if (places[index] < 0) {
      throw new NoSuchFileException(info(index).id(), null, "it has been removed");
    }
    return places[index];
  }
}
