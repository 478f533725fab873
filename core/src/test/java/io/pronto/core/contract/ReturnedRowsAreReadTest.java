package io.pronto.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.contract.ReturnedTables.Returned;
import io.pronto.core.db.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Nothing is returned to an organisation that it could not read before. What returns the rows runs
 * past row-level security: so PostgreSQL is asked what that would have let it read.
 */
class ReturnedRowsAreReadTest {
  /** Those of which the organisation does not read every row that is its own. */
  private static final String HIDDEN =
      """
      select c.relname from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relname = any(?)
         and not (c.relrowsecurity and has_any_column_privilege('pronto_app', c.oid, 'select')
                  and exists (select from pg_policies p
                               where p.schemaname = 'public' and p.tablename = c.relname
                                 and p.permissive = 'PERMISSIVE' and p.cmd in ('ALL', 'SELECT')
                                 and p.roles && array['public', 'pronto_app']::name[]
                                 and p.qual in ('(organisation_id = acting_organisation())',
                                                case c.relname when 'organisation' then '(id = acting_organisation())' end))
                  and not exists (select from pg_policies p
                                   where p.schemaname = 'public' and p.tablename = c.relname
                                     and p.permissive = 'RESTRICTIVE' and p.cmd in ('ALL', 'SELECT')
                                     and p.roles && array['public', 'pronto_app']::name[]))
       order by 1
      """;

  /** The columns that it does not read, neither there nor in the view of those that may be used. */
  private static final String HIDDEN_COLUMNS =
      """
      select c.relname || '.' || a.attname
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relname = any(?)
         and a.attname <> all(columns_not_returned(c.relname))
         and not has_column_privilege('pronto_app', c.oid, a.attnum, 'select')
         and not exists (select from pg_class v join pg_attribute s on s.attrelid = v.oid
                          where v.relname = 'readable_' || c.relname and s.attname = a.attname
                            and has_column_privilege('pronto_app', v.oid, s.attnum, 'select'))
       order by 1
      """;

  @Test
  void whatIsReturnedIsWhatTheOrganisationReads() throws SQLException {
    try (var connection = new Owner(Ground.databaseUrl()).connect()) {
      assertThat(found(connection, HIDDEN, returned()))
          .as("What the organisation does not read is not returned either (contract/tables.txt)")
          .containsExactly(
              "contact", // also those that are not to be used: they are stored on, and its own
              "notice"); // but for what may not be told yet, which contract_rows leaves out too
    }
  }

  @Test
  void noColumnIsReturnedThatIsTheOperators() throws SQLException {
    try (var connection = new Owner(Ground.databaseUrl()).connect()) {
      assertThat(found(connection, HIDDEN_COLUMNS, returned()))
          .as("Whoever hides a column from organisations adds it to columns_not_returned")
          .isEmpty();
    }
  }

  @Test
  void aTableOfTheOperatorsAloneIsFound() throws SQLException {
    try (var connection = new Owner(Ground.databaseUrl()).connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create table liked_caller (organisation_id text)");
      statement.execute("alter table liked_caller enable row level security");
      statement.execute(
          "create policy by_operator on liked_caller to pronto_operator using (true)");
      statement.execute("grant select on liked_caller to pronto_app");

      assertThat(found(connection, HIDDEN, List.of("liked_caller"))).hasSize(1);

      statement.execute(
          """
          create policy of_organisation on liked_caller using (organisation_id = acting_organisation())
          """);
      assertThat(found(connection, HIDDEN, List.of("liked_caller"))).isEmpty();
      connection.rollback();
    }
  }

  private static List<String> returned() {
    return ReturnedTables.read().returned(Returned.ROWS);
  }

  private static List<String> found(Connection connection, String sql, List<String> tables)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", tables.toArray()));
      var rows = statement.executeQuery();
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
