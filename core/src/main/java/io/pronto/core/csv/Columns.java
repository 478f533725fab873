package io.pronto.core.csv;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The columns that a table may have, by the names in its header, in any order.
 *
 * @param known all of them
 * @param needed those that may not be left out
 */
public record Columns(List<String> known, List<String> needed) {
  /** Copies the lists. */
  public Columns {
    known = List.copyOf(known);
    needed = List.copyOf(needed);
  }

  /** What is wrong with {@code header}. */
  public List<RowFault> faults(Csv.Row header) {
    var names = header.cells();
    if (names.size() == 1 && names.getFirst().contains(";")) {
      return List.of(
          fault(header, "row", "semicolons", "Columns are parted by semicolons: use commas"));
    }
    var faults = new ArrayList<RowFault>();
    var seen = new HashSet<String>();
    for (var name : names) {
      if (!known.contains(name)) {
        faults.add(fault(header, name, "unknown_column", "Is none of " + String.join(", ", known)));
      } else if (!seen.add(name)) {
        faults.add(fault(header, name, "repeated", "Is there twice"));
      }
    }
    for (var column : needed) {
      if (!names.contains(column)) {
        faults.add(fault(header, column, "required", "Is missing in the header"));
      }
    }
    return faults;
  }

  private static RowFault fault(Csv.Row header, String column, String code, String detail) {
    return new RowFault(header.line(), column, code, detail);
  }
}
