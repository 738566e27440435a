package org.likeness.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.InitialWeights;
import org.likeness.features.Encoders;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.torch.Scope;

/**
 * Safetensors: any tensors, or an encoder. The header and the rest are parts, so that changes of
 * the header's text leave its length right.
 *
 * @param name of the format
 * @param samples valid files in parts
 * @param asEncoder read as an encoder
 */
record TensorFormat(String name, List<Sample> samples, boolean asEncoder) implements Format {
  private static final String HEADER = "header.json";
  private static final String DATA = "data";
  private static final String FILE = "some.safetensors";

  @Override
  public boolean isText(String part) {
    return part.equals(HEADER);
  }

  @Override
  public Map<String, byte[]> files(Map<String, byte[]> parts) {
    if (parts.containsKey(FILE)) {
      return parts;
    }
    byte[] header = parts.get(HEADER);
    byte[] data = parts.get(DATA);
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return Map.of(FILE, file.putLong(header.length).put(header).put(data).array());
  }

  @Override
  public void read(Path folder) {
    Path path = folder.resolve(FILE);
    if (asEncoder) {
      Encoder.load(path).hash();
      return;
    }
    SafeTensorsFile file = SafeTensors.read(path);
    InitialWeights.settings(path);
    for (String name : file.names()) {
      try (Scope scope = Scope.openNoGrad()) {
        file.tensor(name);
      }
    }
  }

  static List<Format> all() throws IOException {
    Path file = Files.createTempFile("some", ".safetensors");
    try {
      writeTensors(file);
      byte[] plain = Files.readAllBytes(file);
      Encoders.small().save(file);
      byte[] encoder = Files.readAllBytes(file);
      return List.of(
          new TensorFormat("safetensors", List.of(parts(plain), Sample.of(FILE, plain)), false),
          new TensorFormat("encoder", List.of(parts(encoder), Sample.of(FILE, encoder)), true));
    } finally {
      Files.delete(file);
    }
  }

  private static void writeTensors(Path file) {
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> tensors =
          Map.of(
              "a", torch.ones(2, 3),
              "b.c", torch.ones(5).to(ScalarType.Long),
              "empty", torch.ones(0, 4),
              "half", torch.ones(7).to(ScalarType.Half),
              "scalar", torch.ones(new long[0]));
      SafeTensors.write(file, tensors, Map.of("format", "pt", "said", "a \"word\""));
    }
  }

  private static Sample parts(byte[] file) {
    int data = 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return new Sample(
        Map.of(
            HEADER, Arrays.copyOfRange(file, 8, data),
            DATA, Arrays.copyOfRange(file, data, file.length)),
        Map.of());
  }
}
