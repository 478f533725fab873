package io.pronto.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.contract.ReturnedTables.Entry;
import io.pronto.core.contract.ReturnedTables.Imported;
import io.pronto.core.contract.ReturnedTables.Returned;
import io.pronto.core.db.Owner;
import io.pronto.core.retention.DataInventory;
import io.pronto.core.retention.DataInventory.Kept;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Of every table of organisations it is decided what a return and an import make of it. */
class ReturnedTablesTest {
  /** Those that know an organisation: by a column of theirs, or as the chain that they are of. */
  private static final String TABLES =
      """
      select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition and not a.attisdropped
         and (c.relname = 'organisation' or a.attname in ('organisation_id', 'organisation_ids')
              or a.attname = 'chain'
                 and exists (select from pg_attribute s
                              where s.attrelid = c.oid and s.attname = 'sequence'))
      """;

  /** What is kept for longer than a moment, and stays all the same where it is. */
  private static final List<String> STAYS =
      List.of(
          "organisation_key", "month_key", "archived_record", "erasure_journal", "breach_affected");

  private final List<Entry> entries = ReturnedTables.read().entries();
  private final Map<String, Kept> kept =
      DataInventory.read().entries().stream()
          .collect(Collectors.toMap(DataInventory.Entry::table, DataInventory.Entry::kept));

  @Test
  void everyTableIsInIt() {
    requireAll(names(TABLES));
  }

  @Test
  void aTableOfWhichNothingWasDecidedIsMissed() throws SQLException {
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
    assertThat(entries.stream().map(Entry::table))
        .as("Whoever makes a table says in contract/tables.txt what a return makes of it")
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(tables);
  }

  @Test
  void whatStaysSaysWhy() {
    assertThat(entries)
        .filteredOn(entry -> entry.returned() == Returned.NO || entry.imported() == Imported.NO)
        .extracting(Entry::reason)
        .doesNotContain("-");
  }

  @Test
  void whatIsNotReturnedIsNotImported() {
    assertThat(entries)
        .filteredOn(entry -> entry.returned() != Returned.ROWS)
        .extracting(Entry::imported)
        .containsOnly(Imported.NO);
  }

  @Test
  void whatIsKeptForAnOrganisationIsReturnedToIt() {
    for (var entry : entries) {
      if (entry.returned() == Returned.NO && !STAYS.contains(entry.table())) {
        assertThat(kept.get(entry.table())).as(entry.table()).isIn(Kept.BRIEF, Kept.OPERATOR);
      }
    }
  }

  @Test
  void whatIsImportedAsItIsComesAfterWhatItRefersTo() {
    var order =
        ReturnedTables.read().imported(Imported.ROWS).stream()
            .collect(Collectors.toMap(Function.identity(), this::place));
    for (var reference :
        Ground.database()
            .asStranger(
                tx ->
                    tx.query(
                        """
                        select f.conrelid::regclass::text as of, f.confrelid::regclass::text as to
                          from pg_constraint f
                         where f.contype = 'f' and f.conrelid <> f.confrelid and f.conparentid = 0
                           and not f.condeferrable
                        """))) {
      var of = order.get(reference.getString("of"));
      var to = order.get(reference.getString("to"));
      if (of != null && to != null) {
        assertThat(of).as(reference.getString("of")).isGreaterThan(to);
      }
    }
  }

  private int place(String table) {
    return entries.stream().map(Entry::table).toList().indexOf(table);
  }

  private static List<String> names(String sql) {
    return Ground.database().asStranger(tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
