package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.likeness.data.SkippedImage;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Report;

/**
 * The result of a {@link RunEvaluation}.
 *
 * @param entry the evaluation
 * @param report its report, with {@code encoder} (hash), {@code data} (name of the data set) and
 *     {@code data_hash} (of its fingerprint), {@code network} where one was named, and {@code
 *     learned_from} where test images may be training images
 * @param file the report's file; empty for the file of an encoder, which has no folder for it
 * @param figure the files of its figure, PNG and SVG; empty if it has none that could be written
 * @param classifier the file of the classifier that the evaluation trained, if it did
 * @param remarks sentences on the images and the network, without a full stop
 * @param warnings why something could not be written, without a full stop
 * @param skipped images that cannot be decoded
 */
public record RunReport(
    EvaluationEntry<?> entry,
    Report report,
    Optional<Path> file,
    List<Path> figure,
    Optional<Path> classifier,
    List<String> remarks,
    List<String> warnings,
    List<SkippedImage> skipped) {
  public RunReport {
    requireNonNull(entry, "entry is null");
    requireNonNull(report, "report is null");
    requireNonNull(file, "file is null");
    figure = List.copyOf(figure);
    requireNonNull(classifier, "classifier is null");
    remarks = List.copyOf(remarks);
    warnings = List.copyOf(warnings);
    skipped = List.copyOf(skipped);
  }
}
