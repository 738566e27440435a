package org.likeness.verdict;

/** The sentence of a verdict. */
record Sentence(Evidence evidence, String run) {
  String of(Finding finding, Advice advice, boolean rising, int more) {
    String begun =
        evidence
            .start()
            .map(file -> "the weights that it began from (" + file + ")")
            .orElse("random weights");
    return switch (finding) {
      case IMPROVING -> "Better than %s and still improving: %s".formatted(begun, train(more));
      case LEVELLED -> "Better than %s and levelled off: keep it".formatted(begun);
      case BETTER ->
          "Better than %s: keep it; whether it still improves is not known from %d measured epoch%s"
              .formatted(begun, evidence.copies().size(), evidence.copies().size() == 1 ? "" : "s");
      case FELL ->
          "Better than %s, but worse after epoch %d: keep the encoder, the network of %s, and train with a lower rate (train.lr) to go further"
              .formatted(begun, evidence.highest(), kept());
      case NO_GAIN ->
          advice == Advice.TRAIN_MORE
              ? "Not measurably better than %s%s%s"
                  .formatted(begun, rising ? " yet" : "", goOn(rising, more))
              : "Not measurably better than %s: %s".formatted(begun, keepStart());
      case WORSE ->
          advice == Advice.TRAIN_MORE
              ? "Worse than %s%s".formatted(begun, goOn(rising, more))
              : "Worse than %s: %s".formatted(begun, keepStart());
      case COLLAPSED ->
          "Collapsed, since nearly all images are mapped to %s, and not better than %s: %s"
              .formatted(
                  Verdict.isOnePoint(evidence) ? "one point" : "the same few directions",
                  begun,
                  keepStart());
    };
  }

  private String goOn(boolean rising, int more) {
    return rising
        ? ", but improving: " + train(more)
        : " after %d epoch%s, too few to tell: %s"
            .formatted(evidence.epochs(), evidence.epochs() == 1 ? "" : "s", train(more));
  }

  /** The epoch of the encoder. */
  private String kept() {
    return evidence.epoch() == evidence.highest() ? "that epoch" : "epoch " + evidence.epoch();
  }

  private String train(int more) {
    return "train %d more epoch%s with ./likeness pretrain --resume %s --epochs %d"
        .formatted(more, more == 1 ? "" : "s", run, evidence.epochs() + more);
  }

  private String keepStart() {
    return evidence.start().isPresent()
        ? "keep the starting weights, or train again with another rate (train.lr)"
        : "do not use it, and train again with a lower rate (train.lr), more images or another method";
  }
}
