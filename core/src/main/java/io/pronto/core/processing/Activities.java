package io.pronto.core.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.retention.DataInventory;
import io.pronto.core.retention.DataInventory.Entry;
import io.pronto.core.subprocessor.DataCategory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All that is done with personal data, as {@code processing/activities.txt} says. */
final class Activities {
  private Activities() {}

  /**
   * All of them, with every table of the inventory in one.
   *
   * @throws IllegalStateException where the file names a table that the inventory does not
   */
  static List<Activity> read() {
    var entries = DataInventory.read().entries();
    var lines = lines();
    var named = new HashSet<String>();
    lines.forEach(line -> named.addAll(list(line[4])));
    requireKnown(named, entries);
    var all = new ArrayList<Activity>();
    for (var line : lines) {
      var tables = list(line[4]);
      boolean rest = line == lines.getLast();
      all.add(
          activity(
              line,
              entries.stream()
                  .filter(
                      entry ->
                          tables.contains(entry.table()) || rest && !named.contains(entry.table()))
                  .toList()));
    }
    return all;
  }

  private static void requireKnown(Set<String> named, List<Entry> entries) {
    var unknown = new HashSet<>(named);
    unknown.remove("-");
    entries.forEach(entry -> unknown.remove(entry.table()));
    if (!unknown.isEmpty()) {
      throw new IllegalStateException("activities.txt names tables that are none: " + unknown);
    }
  }

  private static Activity activity(String[] line, List<Entry> tables) {
    return new Activity(
        line[0],
        Activity.Operator.valueOf(line[1].toUpperCase(Locale.ROOT)),
        list(line[2]),
        list(line[3]).stream().map(DataCategory::of).toList(),
        tables);
  }

  private static List<String[]> lines() {
    try (var in = Activities.class.getResourceAsStream("/processing/activities.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split("\\s+", 5))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> list(String text) {
    return List.of(text.split(","));
  }
}
