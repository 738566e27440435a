package org.likeness.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** An image after it was saved as JPEG, in memory. */
public final class JpegCopy {
  private JpegCopy() {}

  /**
   * Encodes and decodes an image.
   *
   * @param quality from 0 (small file, strong artefacts) to 1
   * @throws IOException if it cannot be encoded
   */
  public static Image of(Image image, double quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality((float) quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(BufferedImages.of(image), null, null), param);
    } finally {
      writer.dispose();
    }
    return ImageDecoder.decode(bytes.toByteArray(), "a JPEG copy");
  }
}
