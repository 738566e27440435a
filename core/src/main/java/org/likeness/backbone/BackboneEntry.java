package org.likeness.backbone;

/**
 * One line of the list of backbones.
 *
 * @param name as recipes write it
 * @param description one line: depth, size, where it comes from
 * @param factory builds one
 */
public record BackboneEntry(String name, String description, BackboneFactory factory) {}
