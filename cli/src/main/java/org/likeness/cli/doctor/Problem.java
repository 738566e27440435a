package org.likeness.cli.doctor;

/**
 * Something that the doctor found.
 *
 * @param what one sentence
 * @param cure what to do about it
 * @param fatal true where nothing can be trained here
 */
public record Problem(String what, String cure, boolean fatal) {}
