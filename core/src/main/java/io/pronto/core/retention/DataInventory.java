package io.pronto.core.retention;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Every table that there is, and why what is in it is kept and when it goes, as {@code
 * retention/inventory.txt} says. The sweeper walks it: from what is due to what depends on that.
 */
public final class DataInventory {
  private final List<Entry> entries;

  private DataInventory(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** How long what is in a table is kept. */
  public enum Kept {
    /** Until its deadline, by the rules. */
    RULE,
    /** Until its deadline, which nobody can choose: records of calls, which leave by the month. */
    MONTHS,
    /** Until its deadline, which nobody can choose, row by row. */
    LIFETIME,
    /** With a row of another table, and no longer. */
    WITH,
    /** A short time, after which the sweep takes it away; work that waits, until it is done. */
    BRIEF,
    /** The contract. */
    CONTRACT,
    /** As long as the operator wants; it is about nobody, or about its own staff. */
    OPERATOR,
    /** For good: proof, without content. */
    PROOF;

    /** As the file has it: {@code rule}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A table.
   *
   * @param table its name
   * @param kept how long
   * @param of of what is kept with another: {@code recording.recording_id}, the table and the
   *     column by which it depends on that; of what is brief: {@code export.expires_at}, its own
   *     column by which its time is over; else {@code -}
   * @param reason in words
   */
  public record Entry(String table, Kept kept, String of, String reason) {
    private static Entry read(String line) {
      var parts = line.strip().split("\\s+", 4);
      return new Entry(
          parts[0], Kept.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2], parts[3]);
    }
  }

  /**
   * What depends on a row.
   *
   * @param column in which it has the id of that row
   */
  record Dependent(String table, String column) {}

  /** Reads it. */
  public static DataInventory read() {
    try (var in = DataInventory.class.getResourceAsStream("/retention/inventory.txt")) {
      return new DataInventory(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Entry::read)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every table. */
  public List<Entry> entries() {
    return entries;
  }

  /** What goes with the rows of {@code table} since it was made of them. */
  List<Dependent> dependents(String table) {
    return entries.stream()
        .filter(entry -> entry.of.startsWith(table + '.'))
        .filter(entry -> entry.kept == Kept.RULE)
        .map(entry -> new Dependent(entry.table, entry.of.substring(table.length() + 1)))
        .toList();
  }

  /** The tables of what is kept for a short time that is known, and swept row by row. */
  List<String> brief() {
    return entries.stream()
        .filter(entry -> entry.kept == Kept.BRIEF && !entry.of.equals("-"))
        .map(Entry::table)
        .toList();
  }

  /** The tables that have a lifetime of their own and are swept row by row. */
  List<String> lifetimes() {
    return entries.stream().filter(entry -> entry.kept == Kept.LIFETIME).map(Entry::table).toList();
  }
}
