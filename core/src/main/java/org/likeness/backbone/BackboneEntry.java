package org.likeness.backbone;

/**
 * One line of the list of backbones.
 *
 * @param name as recipes write it
 * @param description one line: depth, size, where it comes from
 * @param parameters their number at the width of the papers, 64
 * @param factory builds one
 */
public record BackboneEntry(
    String name, String description, double parameters, BackboneFactory factory) {}
