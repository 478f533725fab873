package io.pronto.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code matrix.txt} says of one operation.
 *
 * @param reach by tier, and {@code operator}: {@code -}, {@code own}, {@code teams}, {@code all} or
 *     {@code open}
 * @param scope what an API key needs; {@code -} when none will do
 */
record MatrixRow(String operation, Map<String, String> reach, String scope) {
  private static final List<String> COLUMNS =
      List.of("agent", "supervisor", "administrator", "super_administrator", "operator");

  static Map<String, MatrixRow> read() {
    var rows = new LinkedHashMap<String, MatrixRow>();
    text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(MatrixRow::row)
        .forEach(row -> rows.put(row.operation(), row));
    return rows;
  }

  boolean open() {
    return scope.equals("open");
  }

  private static MatrixRow row(String line) {
    var cells = line.split(" +");
    var reach = new LinkedHashMap<String, String>();
    for (int i = 0; i < COLUMNS.size(); i++) {
      reach.put(COLUMNS.get(i), cells[i + 1]);
    }
    return new MatrixRow(cells[0], reach, cells[COLUMNS.size() + 1]);
  }

  private static String text() {
    try (var in = MatrixRow.class.getResourceAsStream("/matrix.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
