package org.likeness.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SafeTensorsTest {
  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor numbers(long... shape) {
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 2;
    }
    return Tensors.of(values, shape);
  }

  /** A file with this header and these many bytes of data. */
  private Path raw(String header, int data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(folder.resolve("raw.safetensors"), bytes.array());
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyTypeComesBack(ElementType type) {
    Path file = folder.resolve("a.safetensors");
    Tensor tensor = numbers(3, 5).to(type.scalarType());
    SafeTensors.write(file, Map.of("t", tensor), Map.of());
    Tensor again = SafeTensors.read(file).tensor("t");
    assertThat(Tensors.type(again)).isEqualTo(type.scalarType());
    assertThat(again.equal(tensor)).isTrue();
    assertThat(SafeTensors.read(file).entry("t").type()).isEqualTo(type);
  }

  @Test
  void shapesStridesAndTextsComeBack() {
    Path file = folder.resolve("sub/a.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("scalar", torch.scalar_tensor(new org.bytedeco.pytorch.Scalar(2.5)));
    tensors.put("empty", torch.empty(0, 4));
    tensors.put("turned", numbers(2, 3).t());
    tensors.put("ä \"quoted\"", numbers(1));
    tensors.put("wanted", numbers(2).set_requires_grad(true));
    SafeTensors.write(file, tensors, Map.of("b", "größe", "a", "x\ny"));
    SafeTensorsFile read = SafeTensors.read(file);
    assertThat(read.metadata()).isEqualTo(Map.of("a", "x\ny", "b", "größe"));
    assertThat(read.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
    assertThat(read.entry("scalar").shape()).isEmpty();
    assertThat(read.entry("empty").shape()).containsExactly(0L, 4L);
    tensors.forEach(
        (name, tensor) -> assertThat(read.tensor(name).equal(tensor)).as(name).isTrue());
    assertThat(Tensors.floats(read.tensor("turned"))).containsExactly(-2, 1, -1, 2, 0, 3);
  }

  @Test
  void equalContentsGiveEqualBytesAndEveryTensorIsAligned() throws IOException {
    Map<String, Tensor> forward = new LinkedHashMap<>();
    forward.put("u", numbers(3).to(ScalarType.Byte));
    forward.put("z", numbers(5));
    forward.put("h", numbers(3).to(ScalarType.Half));
    forward.put("a", numbers(2).to(ScalarType.Double));
    Map<String, Tensor> backward = new LinkedHashMap<>();
    List.of("a", "h", "z", "u").forEach(name -> backward.put(name, forward.get(name)));
    Map<String, String> texts = new LinkedHashMap<>(Map.of("k", "1", "l", "2", "m", "3"));
    SafeTensors.write(folder.resolve("1"), forward, texts);
    SafeTensors.write(
        folder.resolve("2"), backward, new java.util.TreeMap<>(texts).descendingMap());
    assertThat(Files.readAllBytes(folder.resolve("1")))
        .isEqualTo(Files.readAllBytes(folder.resolve("2")));
    SafeTensorsFile read = SafeTensors.read(folder.resolve("1"));
    assertThat(read.names()).containsExactly("a", "z", "h", "u");
    for (String name : read.names()) {
      assertThat(read.entry(name).position() % read.entry(name).type().bytes()).as(name).isZero();
    }
    assertThat(read.entry("a").position() % 64).isZero();
  }

  @Test
  void aFileIsReplacedWholeAndNothingIsLeftBeside() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, Map.of("t", numbers(1000)), Map.of());
    SafeTensors.write(file, Map.of("t", numbers(3)), Map.of());
    assertThat(SafeTensors.read(file).entry("t").shape()).containsExactly(3L);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void everyCutIsRefusedInOneSentence() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, Map.of("t", numbers(7), "s", numbers(2)), Map.of("k", "v"));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafeTensors.read(cut))
          .as("%s of %s bytes", length, whole.length)
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(cut.toString());
    }
    Path longer = Files.write(folder.resolve("longer"), Arrays.copyOf(whole, whole.length + 3));
    assertThatThrownBy(() -> SafeTensors.read(longer))
        .hasMessageContaining("3 extra bytes after the tensors");
  }

  /** What is accepted has other names, texts or types, or differs in the white space alone. */
  @Test
  void aDamagedHeaderIsRefusedOrReadAsItIsWritten() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, Map.of("t", numbers(7), "s", numbers(2)), Map.of("k", "v"));
    byte[] whole = Files.readAllBytes(file);
    RandomStream random = new RandomSource(11).stream(Purpose.EVALUATION, 0, 0);
    SafeTensorsFile undamaged = SafeTensors.read(file);
    String contents = contents(undamaged);
    int headerLength = (int) undamaged.entry(undamaged.names().iterator().next()).position();
    int refused = 0;
    for (int trial = 0; trial < 400; trial++) {
      byte[] damaged = whole.clone();
      int place = random.nextInt(headerLength);
      byte changed = (byte) random.nextInt(256);
      damaged[place] = changed;
      Path other = Files.write(folder.resolve("damaged"), damaged);
      try {
        boolean same =
            changed == whole[place] || whole[place] == ' ' && " \t\n\r".indexOf(changed) >= 0;
        assertThat(contents(SafeTensors.read(other)).equals(contents))
            .as("byte %d from %d to %d", place, whole[place], changed)
            .isEqualTo(same);
      } catch (InputException e) {
        refused++;
        assertThat(e.getMessage()).startsWith(other.toString());
      }
    }
    assertThat(refused).isBetween(300, 399);
  }

  private static String contents(SafeTensorsFile file) {
    return file.metadata() + " " + file.names().stream().map(n -> n + file.entry(n)).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|0|JSON object",
        "{\"t\": 3}|0|''",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}, \"t\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|'t' is defined twice",
        "{\"t\": {\"dtype\":\"F9\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|F9",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|4|needs 8 bytes",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|4|-1",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}|4|1.5",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}|0|invalid shape",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}|4|data offsets",
        "{\"t\": {\"dtype\":\"F32\",\"shape\":[1]}}|4|no data offsets",
        "{\"t\": {\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[9223372036854775805,9223372036854775807]}}|4|beyond",
        "{\"a\": {\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\": {\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}|4|'b' overlaps",
        "{\"a\": {\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\": {\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}|4|gap before tensor 'b'",
        "{\"__metadata__\": 3}|0|metadata",
        "{\"__metadata__\": {\"k\": 3}}|0|'k'",
      })
  void whatTheFormatForbidsIsRefused(String header, int data, String says) throws IOException {
    Path file = raw(header, data);
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(says);
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThatThrownBy(() -> SafeTensors.read(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there is no file");
    assertThatThrownBy(() -> SafeTensors.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is a folder");
    SafeTensors.write(folder.resolve("a"), Map.of("t", numbers(1)), Map.of());
    assertThatThrownBy(() -> SafeTensors.read(folder.resolve("a")).tensor("x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'x'");
    assertThatThrownBy(
            () -> SafeTensors.write(folder.resolve("a/b"), Map.of("t", numbers(1)), Map.of()))
        .isInstanceOf(RunException.class);
  }

  @Test
  void aMatrixThatIsWrittenRowByRowEqualsOneWrittenAtOnce() throws IOException {
    Path whole = folder.resolve("whole");
    SafeTensors.write(whole, Map.of("m", Tensors.of(new float[12], 4, 3)), Map.of());
    byte[] header = SafeTensors.matrixHeader("m", ElementType.F32, 4, 3, 128).array();
    byte[] rows = new byte[12 * Float.BYTES];
    byte[] all = Arrays.copyOf(header, header.length + rows.length);
    assertThat(Files.readAllBytes(whole)).isEqualTo(all);
    assertThatThrownBy(() -> SafeTensors.matrixHeader("m", ElementType.F32, 4, 3, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a header of 64 bytes is too short for the tensor m");
  }

  @Test
  void halvesAreRoundedAsLibtorchRoundsThem() {
    RandomStream random = new RandomSource(13).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
      if (i % 2 == 0) { // most random bits are too large or too small for a half
        values[i] = (float) Math.scalb(random.uniform(-1, 1), random.nextInt(45) - 28);
      }
    }
    float[] edges = {
      0,
      -0f,
      65504,
      0x1.ffdffep15f,
      65520,
      0x1p-14f,
      0x1p-24f,
      0x1p-25f,
      0x1.8p-25f,
      0x1.ffcp-15f,
      0x1.002p0f,
      Float.NaN,
      Float.NEGATIVE_INFINITY
    };
    System.arraycopy(edges, 0, values, 0, edges.length);
    Tensor halves = Tensors.of(values, values.length).to(ScalarType.Half);
    short[] expected = new short[values.length];
    halves.view(ScalarType.Short).data_ptr_short().get(expected);
    for (int i = 0; i < values.length; i++) {
      if (Float.isNaN(values[i])) {
        assertThat(HalfFloat.of(values[i]) & 0x7FFF).isGreaterThan(0x7C00);
      } else {
        assertThat(HalfFloat.of(values[i])).as("%s", values[i]).isEqualTo(expected[i]);
      }
    }
  }
}
