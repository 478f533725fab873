package io.pronto.core.contact;

/**
 * What became of a table of contacts, or would.
 *
 * @param rows how many it has
 * @param created how many contacts it has made
 * @param unchanged how many were there already, with the same names and numbers
 */
public record ContactImport(int rows, int created, int unchanged) {}
