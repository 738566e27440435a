package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import org.likeness.features.FeatureKind;

/**
 * The origin of the vectors of an evaluation.
 *
 * @param bank where the vectors of the bank come from
 * @param features kind of features that are compared
 * @param transform preprocessing of the images, such as {@code resize 256, centre 224}
 * @param bankName name of the part that is searched, such as {@code cifar10 train}
 * @param queryName name of the part with the queries
 * @param epoch the network's epoch: {@code last}, {@code best}, {@code untrained}, or the number of
 *     an epoch
 */
public record Origin(
    KnnBank bank,
    FeatureKind features,
    String transform,
    String bankName,
    String queryName,
    String epoch) {
  public Origin {
    requireNonNull(bank, "bank is null");
    requireNonNull(features, "features is null");
    requireNonNull(transform, "transform is null");
    requireNonNull(bankName, "bankName is null");
    requireNonNull(queryName, "queryName is null");
    requireNonNull(epoch, "epoch is null");
  }
}
