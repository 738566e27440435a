package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.Suggest;
import org.likeness.io.FileNames;
import org.likeness.io.RunMarker;
import org.likeness.option.OptionRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens data sets, by path or by name. To add one: a file for its reader, and a line in the list
 * below.
 */
public final class Datasets {
  private static final Logger log = LoggerFactory.getLogger(Datasets.class);

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              FashionMnist.FILES,
              FashionMnist::open,
              folder -> FashionMnist.FILES.find(folder).isPresent(),
              "70,000 grey images of clothes, 28x28, 10 classes",
              "https://github.com/zalandoresearch/fashion-mnist",
              "MIT"),
          new Known(
              Cifar10.FILES,
              Cifar10::open,
              folder -> Cifar10.FILES.find(folder).isPresent(),
              "60,000 colour photographs, 32x32, 10 classes",
              "https://www.cs.toronto.edu/~kriz/cifar.html",
              "none stated"),
          new Known(
              Cifar100.FILES,
              Cifar100::open,
              folder -> Cifar100.FILES.find(folder).isPresent(),
              "60,000 colour photographs, 32x32, 100 classes in 20 groups",
              "https://www.cs.toronto.edu/~kriz/cifar.html",
              "none stated"),
          new Known(
              Stl10.FILES,
              Stl10::open,
              folder -> Stl10.FILES.find(folder).isPresent(),
              "113,000 colour photographs, 96x96, 10 classes, 100,000 unlabelled",
              "https://cs.stanford.edu/~acoates/stl10",
              "none stated; the images are from ImageNet"),
          new Known(
              ImageNet.FILES,
              ImageNet::open,
              folder -> ImageNet.isLayout(ImageNet.FILES.within(folder)),
              "ILSVRC 2012: 1.33 million photographs, 1,000 classes",
              "https://image-net.org",
              "non-commercial research, on registration"),
          new Known(
              Places.FILES,
              Places::open,
              Places::isLayout,
              "Places205 or Places365: millions of photographs of scenes",
              "http://places2.csail.mit.edu",
              "non-commercial research, on registration"),
          new Known(
              Cub200.FILES,
              Cub200::open,
              folder -> Cub200.FILES.find(folder).isPresent(),
              "CUB-200-2011: 11,788 photographs of birds, 200 classes, half of them for tests",
              "https://www.vision.caltech.edu/datasets/cub_200_2011",
              "non-commercial research"),
          new Known(
              Cars196.FILES,
              Cars196::open,
              folder -> Cars196.FILES.find(folder).isPresent(),
              "16,185 photographs of cars, 196 classes, half of them for tests",
              "http://ai.stanford.edu/~jkrause/cars/car_dataset.html",
              "none stated"),
          new Known(
              OnlineProducts.FILES,
              OnlineProducts::open,
              folder -> OnlineProducts.FILES.find(folder).isPresent(),
              "Stanford Online Products: 120,053 photographs of 22,634 products, half of them for tests",
              "https://cvgl.stanford.edu/projects/lifted_struct",
              "none stated"));

  private Datasets() {}

  /** The data sets that can be opened by name. */
  public static List<DatasetEntry> all() {
    return Stream.concat(Stream.of(Sample.ENTRY), KNOWN.stream().map(Known::entry)).toList();
  }

  /** As {@link #open(String, DataOptions)}, of {@link DataOptions#source()}. */
  public static Dataset open(DataOptions options) {
    return open(options.source(), options);
  }

  /** As {@link #open(String, DataOptions, DownloadProgress)}, with the progress in the log. */
  public static Dataset open(String nameOrPath, DataOptions options) {
    return open(
        nameOrPath,
        options,
        (file, bytes, total) -> log.debug("{}: {} of {} bytes", file, bytes, total));
  }

  /**
   * Opens a folder, a tar, a CSV or an image by its path, or a data set by its name. What exists as
   * a path is taken as one. The layout of a folder is recognised: files of a known data set, tar
   * files, else images.
   *
   * @param progress receives the progress of a download, if one is needed
   * @throws InputException where there is no such thing, or what is there cannot be used
   * @throws org.likeness.error.RunException where a download fails
   */
  public static Dataset open(String nameOrPath, DataOptions options, DownloadProgress progress) {
    OptionRecords.check(options);
    if (nameOrPath.isBlank()) {
      throw new InputException("no data is given: name a folder of images, or one of " + names());
    }
    Optional<Path> path = existing(nameOrPath);
    if (path.isPresent()) {
      return openPath(path.get(), options);
    }
    String name = nameOrPath.toLowerCase(Locale.ROOT);
    if (name.equals(Sample.NAME)) {
      return Sample.open(options);
    }
    for (Known known : KNOWN) {
      if (known.files().name().equals(name)) {
        Path folder = known.files().locate(options, progress);
        log.info("{} is read from {}", name, folder);
        return known.reader().apply(folder, options);
      }
    }
    if (nameOrPath.contains("/") || nameOrPath.contains("\\")) {
      throw new InputException("there is no file or folder " + nameOrPath);
    }
    List<String> known = all().stream().map(DatasetEntry::name).toList();
    String meant =
        Suggest.nearest(nameOrPath, known)
            .map(nearest -> "did you mean " + nearest + "? The data sets are ")
            .orElse("the data sets are ");
    throw new InputException(
        "there is no data set or folder named " + nameOrPath + "; " + meant + names());
  }

  private static Dataset openPath(Path path, DataOptions options) {
    String name = ImageFolder.nameOf(path).toLowerCase(Locale.ROOT);
    if (!Files.isDirectory(path)) {
      InputFile.require(path);
      if (name.endsWith(".csv")) {
        return CsvDataset.open(path, options);
      }
      boolean tar = name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
      return tar ? TarShards.open(path, options) : ImageFolder.open(path, options);
    }
    for (Known known : KNOWN) {
      if (known.layout().test(path)) {
        return known.reader().apply(path, options);
      }
    }
    if (Files.exists(path.resolve("data_batch_1"))) {
      throw new InputException(
          path
              + " contains the Python version of CIFAR-10: use the binary version (cifar-10-binary.tar.gz)");
    }
    return holdsTars(path) ? TarShards.open(path, options) : ImageFolder.open(path, options);
  }

  /**
   * True for a folder whose only data are tar files: one with images or folders beside them, other
   * than of runs, is a folder of images.
   */
  private static boolean holdsTars(Path folder) {
    boolean tars = false;
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (ImageNames.isHidden(name)) {
          continue;
        }
        if (ImageNames.isImage(name) || Files.isDirectory(child) && !holdsRuns(child)) {
          return false;
        }
        tars |= name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
      }
    } catch (IOException e) {
      throw InputFile.unreadableFolder(folder, e);
    }
    return tars;
  }

  /** True for a run, and for a folder of runs only. */
  private static boolean holdsRuns(Path folder) throws IOException {
    if (RunMarker.isRun(folder) || !Files.isReadable(folder)) {
      return RunMarker.isRun(folder);
    }
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> all = children.toList();
      return !all.isEmpty() && all.stream().allMatch(RunMarker::isRun);
    }
  }

  private static Optional<Path> existing(String text) {
    return Optional.of(FileNames.path(text)).filter(Files::exists);
  }

  private static String names() {
    return String.join(", ", all().stream().map(DatasetEntry::name).toList());
  }

  /**
   * An entry of the list: the files, their reader, how their folder is recognised, and a
   * description.
   */
  private record Known(
      NamedFiles files,
      BiFunction<Path, DataOptions, Dataset> reader,
      Predicate<Path> layout,
      String description,
      String home,
      String licence) {
    DatasetEntry entry() {
      return new DatasetEntry(
          files.name(), description, home, licence, !files.remotes().isEmpty(), false);
    }
  }
}
