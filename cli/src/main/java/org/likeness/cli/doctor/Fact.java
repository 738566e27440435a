package org.likeness.cli.doctor;

/**
 * One line of the doctor's report.
 *
 * @param key in JSON
 * @param name for people
 * @param value in JSON: a number, a string, a list
 * @param text for people
 */
public record Fact(String key, String name, Object value, String text) {}
