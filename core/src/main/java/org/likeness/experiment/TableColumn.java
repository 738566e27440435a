package org.likeness.experiment;

/**
 * A column of the table.
 *
 * @param id its name in the file, the name of the measure in the CSV
 * @param title for display
 * @param measure the evaluation that it is read from
 * @param value where its report has the number: a path such as {@code /rows/k=200/accuracy}, in
 *     which a number or {@code KEY=VALUE} is an element of a list; or the name of a metric of the
 *     monitor; the score of the report if empty
 * @param interval path without {@code _low} and {@code _high} at its end; {@code value} if empty
 * @param share true for a number from 0 to 1 that is displayed in percent
 */
public record TableColumn(
    String id, String title, String measure, String value, String interval, boolean share) {}
