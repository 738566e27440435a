package org.likeness.experiment;

/** An experiment of a few seconds. */
final class TinyExperiment {
  static final String YAML =
      """
      title: A tiny table
      paper: A paper
      place: Table 9
      claim: Hard negatives are ahead.
      notes: [Nothing is learned here.]
      scales:
        small:
          recipe: small
          seeds: [0, 1]
          data: {tiny: {title: Tiny images, about: a folder of tiny images}}
          settings:
            backbone: {width: 4}
            view: {size: 16}
            train: {epochs: 1, batch: 8, warmup-epochs: 0, workers: 1, threads: 1}
            split: {validation-share: 0.2}
          differences: [Images of 20 pixels.]
        paper:
          recipe: cifar10
          data: {cifar10: {images: 50000}}
      rows:
        pixels: {kind: pixels, title: raw pixels}
        triplet: {x: 1, settings: {method: triplet}, published: {knn: "57.5?"}}
        hard: {title: hard triplet, x: 2, settings: {method: triplet, options: {negatives: hard}}, published: {knn: 78.4}}
        same: {settings: {method: triplet, train: {workers: 2}}, note: The run of the row triplet.}
        other: {kind: published, title: not built, published: {knn: 12.3}}
      evaluations:
        knn: {options: {k: [3], grid-k: []}, networks: [last, best]}
      columns:
        knn: {title: kNN, value: /rows/0/accuracy}
      claims:
        hard-is-ahead: {more: hard, less: triplet}
      figures:
        loss: {title: Loss over the epochs, kind: epochs, values: [loss], y: loss}
        sizes: {title: Accuracy, kind: columns, values: [knn], x: size, y: "kNN, %"}
      """;

  private TinyExperiment() {}

  static Experiment experiment() {
    return ExperimentReader.read("tiny", YAML);
  }
}
