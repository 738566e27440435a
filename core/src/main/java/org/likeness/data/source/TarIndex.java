package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;

/** Where each file of a tar begins. */
final class TarIndex {
  private TarIndex() {}

  /**
   * The tar itself, or the tar files of a folder in the order of their names; compressed ones are
   * refused.
   */
  static List<Path> shards(Path path) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(path, "*.{tar,tar.gz,tgz}")) {
        all.forEach(files::add);
      } catch (IOException e) {
        throw InputFile.unreadableFolder(path, e);
      }
    } else {
      files.add(path);
    }
    files.removeIf(file -> ImageNames.isHidden(ImageFolder.nameOf(file)));
    files.sort((a, b) -> ImageNames.ORDER.compare(ImageFolder.nameOf(a), ImageFolder.nameOf(b)));
    for (Path file : files) {
      if (!file.toString().endsWith(".tar")) {
        throw new InputException(
            file
                + " is compressed, so it has no random access: unpack it once (gunzip -k "
                + ImageFolder.nameOf(file)
                + ") and open the .tar");
      }
    }
    return files;
  }

  /**
   * The plain files of a tar that are not hidden, in the order of their names. Of two with one name
   * the later counts, as for tar.
   */
  static Collection<TarEntry> entries(Path tar) {
    String file = ImageFolder.nameOf(tar);
    String shard = file.substring(0, file.length() - ".tar".length());
    Map<String, TarEntry> entries = new TreeMap<>(ImageNames.ORDER);
    InputFile.require(tar);
    try (TarFile archive = new TarFile(tar)) {
      long size = Files.size(tar);
      for (TarArchiveEntry entry : archive.getEntries()) {
        String name =
            entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
        if (!isPlain(entry) || name.isEmpty() || hidden(name)) {
          continue;
        }
        TarEntry found = new TarEntry(shard, file, name, entry.getDataOffset(), entry.getSize());
        if (found.offset() + found.length() > size) {
          throw new IOException(
              name
                  + " ends at byte "
                  + (found.offset() + found.length())
                  + " but the tar has "
                  + size
                  + " bytes");
        }
        entries.put(name, found);
      }
    } catch (FileSystemException e) {
      throw InputFile.unreadable(tar, e);
    } catch (IOException e) {
      throw damaged(tar, FileReason.of(e), e);
    } catch (IllegalArgumentException e) {
      throw damaged(tar, String.valueOf(e.getMessage()), e);
    }
    return entries.values();
  }

  private static InputException damaged(Path tar, String reason, Exception cause) {
    return new InputException(tar + " is damaged or is not a tar: " + reason, cause);
  }

  private static boolean isPlain(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isLink() && !entry.isSymbolicLink() && !entry.isSparse();
  }

  private static boolean hidden(String name) {
    for (String part : name.split("/", -1)) {
      if (ImageNames.isHidden(part)) {
        return true;
      }
    }
    return false;
  }
}
