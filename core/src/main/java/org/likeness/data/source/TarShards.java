package org.likeness.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.io.FileNames;

/**
 * Images in one tar or in the tar files of a folder, read in any order by an index of offsets that
 * is built at opening. Ids are {@code shard/file} ({@code google/1f600.png}), sorted; the shard is
 * the tar's name without its ending.
 *
 * <p>Labels come from the first of these that is there:
 *
 * <ol>
 *   <li>a CSV ({@link DataOptions#index()}, else {@code index.csv} beside the tar files) with a row
 *       for each image, found by the columns shard and file, or by a column {@code id}; label,
 *       group and attributes as in {@link CsvDataset};
 *   <li>files beside each image as WebDataset writes them: {@code NAME.cls} holds the label, {@code
 *       NAME.json} has it in the field {@code label} (or {@link DataOptions#label()}), a group in
 *       the field {@link DataOptions#group()};
 *   <li>folders inside the tar, as in {@link ImageFolder}.
 * </ol>
 *
 * <p>A {@code .tar.gz} is refused: reading one image of it means unpacking all before it, and a
 * silent copy would fill disks.
 */
public final class TarShards {
  private TarShards() {}

  /**
   * Opens a tar or a folder of them.
   *
   * @throws InputException where there is no tar, one is damaged or compressed, or the index does
   *     not fit
   */
  public static Dataset open(Path path, DataOptions options) {
    if (!Files.exists(path)) {
      throw new InputException("there is no file or folder " + path);
    }
    List<Path> shards = TarIndex.shards(path);
    List<TarEntry> images = new ArrayList<>();
    List<TarEntry> sideCars = new ArrayList<>();
    for (Path shard : shards) {
      for (TarEntry entry : TarIndex.entries(shard)) {
        if (ImageNames.isImage(entry.name())) {
          images.add(entry);
        } else if (SideCars.isSideCar(entry.name())) {
          sideCars.add(entry);
        }
      }
    }
    if (images.isEmpty()) {
      throw new InputException(
          path + " contains no tar with an image: the formats are JPEG, PNG, GIF, BMP and WebP");
    }
    images.sort(Comparator.comparing(TarEntry::id, ImageNames.ORDER));
    Path base = Files.isDirectory(path) ? path : ImageFolder.parent(path);
    Path index =
        options.index().isEmpty() ? base.resolve("index.csv") : FileNames.path(options.index());
    if (!options.index().isEmpty() || Files.exists(index)) {
      return new ShardLabels(CsvTable.read(index), images, options).open(name(path), base);
    }
    if (!sideCars.isEmpty()) {
      return new SideCars(base, sideCars, options).open(name(path), images);
    }
    ImageFolder.refuseColumns(path, options);
    return byFolder(path, base, images, options);
  }

  private static Dataset byFolder(
      Path path, Path base, List<TarEntry> images, DataOptions options) {
    FolderLayout layout = FolderLayout.of(images.stream().map(TarEntry::name).toList());
    List<Candidate> candidates = new ArrayList<>(images.size());
    for (TarEntry image : images) {
      Candidate whole =
          Candidate.file(
              image.id(), image.length(), layout.label(image.name()), layout.split(image.name()));
      candidates.add(whole.in(image));
    }
    return HeaderScan.open(name(path), base, candidates, layout.classNames(), options);
  }

  private static String name(Path path) {
    String name = ImageFolder.nameOf(path);
    return name.endsWith(".tar") ? name.substring(0, name.length() - ".tar".length()) : name;
  }
}
