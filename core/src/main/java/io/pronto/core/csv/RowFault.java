package io.pronto.core.csv;

/**
 * What is wrong with a row of a table.
 *
 * @param line of the file, the first is 1
 * @param column by its name in the header; {@code row} where it is the whole row
 * @param code for programs, such as {@code negative}
 * @param detail for people, a sentence without a full stop
 */
public record RowFault(long line, String column, String code, String detail) {}
