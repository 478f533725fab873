package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.db.Owner;
import io.pronto.core.retention.DataInventory.Entry;
import io.pronto.core.retention.DataInventory.Kept;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Of every table it is written down why it is kept, and when it goes. */
class InventoryTest {
  private static final String TABLES =
      """
      select c.relname from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and c.relname <> 'flyway_schema_history'
         and c.relname !~ '^cdr_[0-9]{4}_[0-9]{2}$'
      """;

  private final Map<String, Entry> entries =
      DataInventory.read().entries().stream()
          .collect(Collectors.toMap(Entry::table, Function.identity()));

  @Test
  void everyTableIsInIt() {
    requireAll(names(TABLES));
  }

  @Test
  void aTableThatIsNotWrittenDownIsMissed() throws SQLException {
    try (var connection = new Owner(Ground.databaseUrl()).connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create table liked_caller (organisation_id text, email text)");
      var tables = new ArrayList<String>();
      try (var rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      connection.rollback();

      assertThatThrownBy(() -> requireAll(tables))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("liked_caller");
    }
  }

  private void requireAll(List<String> tables) {
    assertThat(entries.keySet())
        .as("Whoever makes a table says in retention/inventory.txt why it is kept, and until when")
        .containsExactlyInAnyOrderElementsOf(tables);
  }

  @Test
  void whatHasADeadlineIsSweptByIt() {
    for (var table : columns("delete_after")) {
      assertThat(entries.get(table).kept()).as(table).isIn(Kept.LIFETIME, Kept.MONTHS, Kept.WITH);
    }
    for (var entry : entries.values()) {
      switch (entry.kept()) {
        case RULE -> assertThat(columns("expires_at")).contains(entry.table());
        case LIFETIME, MONTHS -> assertThat(columns("delete_after")).contains(entry.table());
        case WITH, BRIEF, CONTRACT, OPERATOR, PROOF -> {}
      }
    }
  }

  @Test
  void whatGoesWithSomethingNamesATableAndItsOwnColumn() {
    for (var entry : entries.values()) {
      if (entry.of().equals("-")) {
        assertThat(entry.kept()).as(entry.table()).isNotEqualTo(Kept.WITH);
      } else {
        var parts = entry.of().split("\\.");
        assertThat(entries).as(entry.table()).containsKey(parts[0]);
        assertThat(columns(parts[1])).contains(entry.table());
      }
    }
  }

  /** What has an id of a recording in it was made of that, or tells of it. */
  @Test
  void whatWasMadeOfARecordingGoesWithIt() {
    assertThat(DataInventory.read().dependents("recording"))
        .extracting(DataInventory.Dependent::table)
        .containsExactlyElementsOf(columns("recording_id"));
  }

  private static List<String> columns(String column) {
    return names(
        """
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and c.relname !~ '^cdr_[0-9]{4}_[0-9]{2}$' and a.attname = '%s' and not a.attisdropped
         order by 1
        """
            .formatted(column));
  }

  private static List<String> names(String sql) {
    return Ground.database().asStranger(tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
