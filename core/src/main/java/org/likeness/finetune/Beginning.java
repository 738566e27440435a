package org.likeness.finetune;

import java.util.Locale;

/** What a run of fine-tuning begins from, and learns from. */
public enum Beginning {
  /** The encoder, on labels. */
  ENCODER("from the encoder"),
  /** Random weights, on the same labels. */
  SCRATCH("from scratch"),
  /** Random weights, on what the fine-tuned network answers for all images. */
  DISTILLED("distilled");

  private final String text;

  Beginning(String text) {
    this.text = text;
  }

  /** Its key in reports, such as {@code encoder}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** In words, such as {@code from the encoder}. */
  public String text() {
    return text;
  }
}
