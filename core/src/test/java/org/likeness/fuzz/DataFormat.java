package org.likeness.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.likeness.data.Dataset;
import org.likeness.data.UnreadableFile;
import org.likeness.data.source.DataFiles;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.image.Image;

/**
 * Data sets: opened as a user names them, then every image is read.
 *
 * @param name of the format
 * @param samples valid data sets
 * @param text the endings of parts that are text
 * @param repair makes lengths and checksums of a part right
 * @param packing makes files of the parts
 */
record DataFormat(
    String name,
    List<Sample> samples,
    List<String> text,
    UnaryOperator<byte[]> repair,
    Packing packing)
    implements Format {
  private static final String CSV = "images.csv";
  private static final String UNPACKED = ".unpacked";
  private static final int PIXELS = 32 * 32;

  /** Makes files of parts. */
  private interface Packing {
    Map<String, byte[]> files(Map<String, byte[]> parts) throws IOException;
  }

  @Override
  public boolean isText(String part) {
    return text.stream().anyMatch(part::endsWith);
  }

  @Override
  public byte[] repaired(byte[] part) {
    return repair.apply(part);
  }

  @Override
  public Map<String, byte[]> files(Map<String, byte[]> parts) throws IOException {
    return packing.files(parts);
  }

  @Override
  public void read(Path folder) throws IOException {
    Path csv = folder.resolve(CSV);
    Path source = Files.exists(csv) ? csv : folder;
    try (Dataset dataset = Datasets.open(source.toString(), DataOptions.defaults())) {
      for (UnreadableFile file : dataset.unreadable()) {
        Refusal.check(file.reason());
      }
      for (int i = 0; i < dataset.size(); i++) {
        readImage(dataset, i);
      }
    }
  }

  private static void readImage(Dataset dataset, int index) {
    dataset.info(index).label().ifPresent(label -> dataset.classNames().get(label));
    try {
      Image image = dataset.load(index);
      if (image.width() != dataset.info(index).width()) {
        throw new AssertionError(dataset.info(index) + " has " + image.width() + " columns");
      }
    } catch (IOException e) { // it is skipped, and the reason is listed
      Refusal.check(String.valueOf(e.getMessage()));
    }
  }

  /** All formats of data sets. */
  static List<Format> all() throws IOException {
    return List.of(csv(), tar(), sideCar(), idx(), cifar(), stl());
  }

  private static Format csv() throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("a.png", DataFiles.png(5, 4, 0xFF0000));
    images.put("b/c.png", DataFiles.png(4, 5, 0xFF00));
    Map<String, byte[]> shards = Map.of("first.tar", DataFiles.tar(images));
    return new DataFormat(
        "csv",
        List.of(
            new Sample(Map.of(CSV, utf8("path,label\na.png,cat\nb/c.png,dog\n")), images),
            new Sample(
                Map.of(
                    CSV,
                    utf8(
                        "id,path,label,group,split,said\r\n1,a.png,0,g,train,\"a \"\"word\"\", or\ntwo\"\r\n2,b/c.png,1,g,test,é\r\n")),
                images),
            new Sample(
                Map.of(
                    "index.csv",
                    utf8("shard,file,label,group\nfirst,a.png,7,g\nfirst,b/c.png,8,h\n")),
                shards)),
        List.of(".csv"),
        part -> part,
        parts -> parts);
  }

  private static Format tar() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("cat/a.png", DataFiles.png(5, 4, 0xFF0000));
    files.put("dog/" + "long".repeat(30) + ".png", DataFiles.png(4, 5, 0xFF00));
    files.put("dog/notes.txt", utf8("nothing"));
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("sample.0.png", DataFiles.png(3, 3, 0xFF));
    samples.put("sample.cls", utf8("7"));
    return new DataFormat(
        "tar",
        List.of(
            Sample.of("shard.tar", DataFiles.tar(files)),
            Sample.of("shard.tar", DataFiles.tar(samples)),
            Sample.of("shard.tar", TarBlocks.pax(DataFiles.tar(samples)))),
        List.of(".tar"),
        TarBlocks::repaired,
        parts -> parts);
  }

  private static Format sideCar() throws IOException {
    byte[] image = DataFiles.png(5, 4, 0xFF0000);
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(
        "a.json", utf8("{\"label\": \"cat\", \"group\": \"g\", \"said\": [1, {\"x\": null}]}"));
    parts.put("b.json", utf8("{\"label\": 3}"));
    parts.put("c.cls", utf8("dog\n"));
    return new DataFormat(
        "side-car",
        List.of(new Sample(parts, Map.of())),
        List.of(".json", ".cls"),
        part -> part,
        changed -> {
          Map<String, byte[]> tar = new LinkedHashMap<>(changed);
          List.of("a.png", "b.png", "c.png", "d.png").forEach(name -> tar.put(name, image));
          return Map.of("shard.tar", DataFiles.tar(tar));
        });
  }

  private static Format idx() throws IOException {
    Map<String, byte[]> plain = new LinkedHashMap<>();
    Map<String, byte[]> packed = new LinkedHashMap<>();
    Map<String, byte[]> packedLater = new LinkedHashMap<>();
    for (String part : List.of("train", "t10k")) {
      byte[] images = DataFiles.idx(DataFiles.records(3, 0, 6 * 5), 3, 6, 5);
      byte[] labels = DataFiles.idx(new byte[] {0, 9, 1}, 3);
      plain.put(part + "-images-idx3-ubyte", images);
      plain.put(part + "-labels-idx1-ubyte", labels);
      packed.put(part + "-images-idx3-ubyte.gz", DataFiles.gzip(images));
      packed.put(part + "-labels-idx1-ubyte.gz", DataFiles.gzip(labels));
      packedLater.put(part + "-images-idx3-ubyte" + UNPACKED, images);
      packedLater.put(part + "-labels-idx1-ubyte" + UNPACKED, labels);
    }
    return new DataFormat(
        "idx",
        List.of(
            new Sample(plain, Map.of()),
            new Sample(packed, Map.of()),
            new Sample(packedLater, Map.of())),
        List.of(),
        part -> part,
        DataFormat::packed);
  }

  private static Map<String, byte[]> packed(Map<String, byte[]> parts) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> part : parts.entrySet()) {
      boolean packs = part.getKey().endsWith(UNPACKED);
      files.put(
          part.getKey().replace(UNPACKED, ".gz"),
          packs ? DataFiles.gzip(part.getValue()) : part.getValue());
    }
    return files;
  }

  private static Format cifar() {
    Map<String, byte[]> ten = new LinkedHashMap<>();
    for (int i = 1; i <= 5; i++) {
      ten.put("data_batch_" + i + ".bin", DataFiles.records(2, i, 3 * PIXELS, 10));
    }
    ten.put("test_batch.bin", DataFiles.records(2, 0, 3 * PIXELS, 10));
    ten.put("batches.meta.txt", utf8("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"));
    Map<String, byte[]> hundred = new LinkedHashMap<>();
    hundred.put("train.bin", DataFiles.records(3, 0, 3 * PIXELS, 20, 100));
    hundred.put("test.bin", DataFiles.records(2, 0, 3 * PIXELS, 20, 100));
    return new DataFormat(
        "cifar",
        List.of(new Sample(ten, Map.of()), new Sample(hundred, Map.of())),
        List.of(".txt"),
        part -> part,
        parts -> parts);
  }

  private static Format stl() {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    for (String part : List.of("train", "test")) {
      parts.put(part + "_X.bin", DataFiles.records(2, 0, 3 * 96 * 96));
      parts.put(part + "_y.bin", new byte[] {1, 10});
    }
    parts.put("unlabeled_X.bin", DataFiles.records(1, 5, 3 * 96 * 96));
    parts.put("class_names.txt", utf8("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"));
    return new DataFormat(
        "stl",
        List.of(new Sample(parts, Map.of())),
        List.of(".txt"),
        part -> part,
        changed -> changed);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
