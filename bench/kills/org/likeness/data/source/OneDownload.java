package org.likeness.data.source;

import java.util.List;

/** A process that downloads and unpacks one archive, as data sets by name are. */
public final class OneDownload {
  private OneDownload() {}

  /** Arguments: address, MD5 and bytes of a {@code .tar.gz} with {@code files/first.bin}; root. */
  public static void main(String[] arguments) {
    int bytes = Integer.parseInt(arguments[2]);
    NamedFiles files =
        new NamedFiles(
            "killed",
            "files",
            List.of("first.bin"),
            List.of(RemoteFile.of(arguments[0], arguments[1], bytes, 2L * bytes)),
            "the files");
    files.locate(DataOptions.defaults().withRoot(arguments[3]), (file, received, total) -> {});
  }
}
