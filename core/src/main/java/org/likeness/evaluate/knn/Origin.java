package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import org.likeness.features.FeatureKind;

/**
 * Where the vectors of an evaluation come from.
 *
 * @param features which numbers of an image are compared
 * @param transform how the images of the bank became inputs, such as {@code resize 256, centre 224}
 * @param bankName name of the part that is searched, such as {@code cifar10 train}
 * @param queryName name of the part that asks
 * @param epoch which network: {@code last}, {@code best}, {@code untrained}, or the number of an
 *     epoch
 */
public record Origin(
    FeatureKind features, String transform, String bankName, String queryName, String epoch) {
  public Origin {
    requireNonNull(features, "features is null");
    requireNonNull(transform, "transform is null");
    requireNonNull(bankName, "bankName is null");
    requireNonNull(queryName, "queryName is null");
    requireNonNull(epoch, "epoch is null");
  }
}
