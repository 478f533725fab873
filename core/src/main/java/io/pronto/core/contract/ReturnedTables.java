package io.pronto.core.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of each table in which organisations have anything when one is returned, and when it
 * is imported elsewhere, as {@code contract/tables.txt} says.
 */
final class ReturnedTables {
  private final List<Entry> entries;

  private ReturnedTables(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** How it is returned. */
  enum Returned {
    /** Each row is a line of JSON. */
    ROWS,
    /** By what can be verified of it by a public key. */
    CHAIN,
    /** It is not. */
    NO
  }

  /** How it is imported. */
  enum Imported {
    /** As it is, in the order of the list. */
    ROWS,
    /** In a way of its own. */
    OWN,
    /** It stays in the archive. */
    NO
  }

  /**
   * A table.
   *
   * @param reason why it is not returned, or stays in the archive; {@code -} where there is nothing
   *     to say
   */
  record Entry(String table, Returned returned, Imported imported, String reason) {
    private static Entry read(String line) {
      var parts = line.strip().split("\\s+", 4);
      return new Entry(
          parts[0],
          Returned.valueOf(parts[1].toUpperCase(Locale.ROOT)),
          Imported.valueOf(parts[2].toUpperCase(Locale.ROOT)),
          parts[3]);
    }
  }

  /** Reads the list. */
  static ReturnedTables read() {
    try (var in = ReturnedTables.class.getResourceAsStream("/contract/tables.txt")) {
      return new ReturnedTables(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Entry::read)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of it. */
  List<Entry> entries() {
    return entries;
  }

  /** The names of those that are returned in that way. */
  List<String> returned(Returned how) {
    return entries.stream().filter(entry -> entry.returned() == how).map(Entry::table).toList();
  }

  /** The names of those that are imported in that way, in their order. */
  List<String> imported(Imported how) {
    return entries.stream().filter(entry -> entry.imported() == how).map(Entry::table).toList();
  }
}
