package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Struct;

/**
 * Cars196 (Krause, Stark, Deng and Fei-Fei, <i>3D object representations for fine-grained
 * categorization</i>, 3dRR 2013): {@code cars_annos.mat} and the folder {@code car_ims} with 16,185
 * images. As in metric learning (Ye et al., CVPR 2019, section 4.3), the first half of the classes
 * is {@code train}, 8,054 images, and the second {@code test}, 8,131 images; the authors' own split
 * for classification is the attribute {@code official}.
 */
public final class Cars196 {
  private static final String ANNOTATIONS = "cars_annos.mat";

  static final NamedFiles FILES =
      new NamedFiles(
          "cars196",
          "cars196",
          List.of(ANNOTATIONS),
          List.of(),
          "cars_annos.mat and the unpacked car_ims.tgz (from http://ai.stanford.edu/~jkrause/cars/car_dataset.html)");

  private Cars196() {}

  /**
   * Opens the folder with the annotations.
   *
   * @throws InputException where the annotations are missing or damaged
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path base = FILES.within(folder);
    Path file = base.resolve(ANNOTATIONS);
    InputFile.require(file);
    try (MatFile annotations = Mat5.readFromFile(file.toFile())) {
      List<String> classes = classNames(annotations.getCell("class_names"));
      List<Candidate> images = images(base, annotations.getStruct("annotations"), classes.size());
      return HeaderScan.open(FILES.name(), base, images, classes, options);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) { // the reader's, for content that is not as expected
      throw new InputException(
          file + " is damaged or not the file of annotations: download it again", e);
    }
  }

  private static List<String> classNames(Cell cell) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cell.getNumElements(); i++) {
      names.add(cell.getChar(i).getString());
    }
    return names;
  }

  private static List<Candidate> images(Path base, Struct rows, int classes) {
    List<Candidate> images = new ArrayList<>();
    for (int i = 0; i < rows.getNumElements(); i++) {
      String path = rows.getChar("relative_im_path", i).getString();
      int number = rows.getMatrix("class", i).getInt(0);
      boolean test = rows.getMatrix("test", i).getInt(0) == 1;
      int label = HalfOfClasses.label(base, path, number, classes);
      images.add(
          new Candidate(
              path,
              path,
              0,
              -1,
              label,
              Optional.empty(),
              HalfOfClasses.part(label, classes),
              Map.of("official", test ? "test" : "train")));
    }
    return images;
  }
}
