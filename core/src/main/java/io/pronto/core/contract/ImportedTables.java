package io.pronto.core.contract;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tables into which rows of an archive are put, as the owner of the schema: no organisation may do
 * so itself. Whose they are is said here, whatever the archive says.
 */
final class ImportedTables implements AutoCloseable {
  /** A row of an archive as one of a table, of the organisation that is imported. */
  private static final String OWN =
      "jsonb_populate_record(null::%s, ?::jsonb || jsonb_build_object('organisation_id', ?::text))"
          + " r";

  /** What of a row does not leave in it, but is made anew here before it comes. */
  private static final Map<String, List<String>> SEALED_HERE =
      Map.of(
          "subject_request", List.of("subject_hash", "sealed"),
          "restriction", List.of("sealed"),
          "erasure", List.of("subject_hash", "sealed"));

  private final Connection connection;
  private final Map<String, PreparedStatement> inserts = new HashMap<>();

  ImportedTables(String url) throws SQLException {
    var options = PgConnectOptions.fromUri(url);
    var host = options.getHost();
    connection =
        DriverManager.getConnection(
            "jdbc:postgresql://%s:%d/%s"
                .formatted(
                    host.contains(":") ? '[' + host + ']' : host,
                    options.getPort(),
                    options.getDatabase()),
            options.getUser(),
            options.getPassword());
  }

  /** What is inserted from now on lasts with {@link #commit}, or not at all. */
  void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  /** It lasts. */
  void commit() throws SQLException {
    connection.commit();
    connection.setAutoCommit(true);
  }

  /**
   * Whether the import of that archive has begun here.
   *
   * @throws ImportRefused when there is such an organisation from elsewhere, or the import is
   *     complete
   */
  boolean isBegun(OrganisationId organisation, String fingerprint)
      throws SQLException, ImportRefused {
    try (var found =
        connection.prepareStatement(
            """
            select c.imported_from, c.imported_at is not null
              from organisation o left join contract c on c.organisation_id = o.id where o.id = ?
            """)) {
      found.setString(1, organisation.value());
      var rows = found.executeQuery();
      if (!rows.next()) {
        return false;
      }
      if (!fingerprint.equals(rows.getString(1))) {
        throw new ImportRefused(
            "The organisation %s is, or was, on this server already".formatted(organisation));
      }
      if (rows.getBoolean(2)) {
        throw new ImportRefused("The archive was imported here already, as a whole");
      }
      return true;
    }
  }

  /** Founds the organisation, by the label that it had unless somebody has it here. */
  void found(OrganisationId organisation, JsonObject row, String fingerprint) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into organisation (id, name, country, label)
            select ?, ?, ?, free.label
              from (select case when n = 1 then ? else left(?, 55) || '-' || n end as label, n
                      from generate_series(1, 1000) n) free
             where not exists (select from organisation o where o.label = free.label)
             order by n limit 1
            """)) {
      insert.setString(1, organisation.value());
      insert.setString(2, row.getString("name"));
      insert.setString(3, row.getString("country"));
      insert.setString(4, row.getString("label"));
      insert.setString(5, row.getString("label"));
      insert.executeUpdate();
    }
    mark(
        "update contract set imported_from = ? where organisation_id = ?",
        fingerprint,
        organisation);
  }

  /**
   * Waits, until {@link #commit}, for whatever deletes and may not have seen a hold that comes now;
   * whoever begins to delete waits for the hold.
   */
  void lockHolds(OrganisationId organisation) throws SQLException {
    try (var statement = connection.prepareStatement("select lock_holds(), lock_retention(?)")) {
      statement.setString(1, organisation.value());
      statement.executeQuery();
    }
  }

  /** Its records of calls are of days that may be sealed here. */
  void noteLateCalls(OrganisationId organisation) throws SQLException {
    mark(
        """
        insert into late_call (call_id, started_at)
        select id, started_at from cdr
         where started_at < paris_day(now() - interval '1 hour')::timestamp at time zone ?
           and organisation_id = ?
            on conflict do nothing
        """,
        "Europe/Paris",
        organisation);
  }

  /** All of it is here: how long it is kept is derived from the rules again. */
  void complete(OrganisationId organisation) throws SQLException {
    mark(
        """
        update contract set imported_at = now() where imported_from is not null and ? <> ''
           and organisation_id = ?
        """,
        "complete",
        organisation);
    mark(
        """
        insert into retention_derivation (organisation_id)
        select organisation_id from contract where ? <> '' and organisation_id = ?
            on conflict do nothing
        """,
        "complete",
        organisation);
  }

  private void mark(String sql, String text, OrganisationId organisation) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, text);
      statement.setString(2, organisation.value());
      statement.executeUpdate();
    }
  }

  /** The name of the organisation. */
  String name(OrganisationId organisation) throws SQLException {
    return strings("select name from organisation where id = ?", organisation).getFirst();
  }

  /** The ids of its active super administrators. */
  List<String> superAdministrators(OrganisationId organisation) throws SQLException {
    return strings(
        """
        select id from user_account
         where organisation_id = ? and role = 'super_administrator' and active order by id
        """,
        organisation);
  }

  private List<String> strings(String sql, OrganisationId organisation) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, organisation.value());
      var rows = statement.executeQuery();
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  /** Whether {@code table} has a row of that id. */
  boolean has(String table, String id) throws ImportRefused {
    try (var found =
        connection.prepareStatement("select 1 from %s where id = ?".formatted(table))) {
      found.setString(1, id);
      return found.executeQuery().next();
    } catch (SQLException e) {
      throw refused(table, id, e);
    }
  }

  /**
   * Inserts a row of {@code organisation}'s, unless it is there. Nothing that was sealed may be in
   * it but what {@link io.pronto.core.subject.SealedContents} has sealed here.
   *
   * @throws ImportRefused where the table refuses it: the message says which, and why
   */
  void insert(OrganisationId organisation, String table, String json) throws ImportRefused {
    try {
      var insert = inserts.get(table);
      if (insert == null) {
        insert = connection.prepareStatement(sql(table));
        inserts.put(table, insert);
      }
      insert.setString(1, json);
      insert.setString(2, organisation.value());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw refused(table, json, e);
    }
  }

  /** Passwords of devices are made anew: nobody knows them until an administrator asks. */
  private String sql(String table) throws SQLException {
    var columns = columns(table);
    columns.addAll(SEALED_HERE.getOrDefault(table, List.of()));
    var values = columns.stream().map(name -> "r." + name).collect(Collectors.toList());
    if (table.equals("device")) {
      columns.addAll(List.of("ha1_md5", "ha1_sha256"));
      values.add("md5(gen_random_uuid()::text)");
      values.add("encode(sha256(gen_random_uuid()::text::bytea), 'hex')");
    }
    return "insert into %1$s (%2$s) select %3$s from %4$s on conflict do nothing"
        .formatted(
            table, String.join(", ", columns), String.join(", ", values), OWN.formatted(table));
  }

  private List<String> columns(String table) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select quote_ident(a.attname) from pg_attribute a
             where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
               and a.attidentity = '' and a.attname <> all(columns_not_returned(?))
             order by a.attnum
            """)) {
      statement.setString(1, table);
      statement.setString(2, table);
      var rows = statement.executeQuery();
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  /**
   * Inserts a recording of {@code organisation}'s with the file that it has here; who took part is
   * what was known there.
   */
  void insertRecording(
      OrganisationId organisation, String json, ImportedSound.Sealed sealed, String node)
      throws ImportRefused {
    try (var insert =
            connection.prepareStatement(
                """
                insert into recording (id, organisation_id, call_id, number, started_at, millis,
                  state, reason, path, wrapped_key, manifest, bytes, created_at, expires_at,
                  redaction)
                select r.id, r.organisation_id, r.call_id, r.number, r.started_at, r.millis,
                       r.state, r.reason, ?, ?, r.manifest, ?,
                       r.created_at, r.expires_at,
                       case when r.redaction = 'pending' then 'unexamined' else r.redaction end
                  from %s
                """
                    .formatted(OWN.formatted("recording")));
        var about =
            connection.prepareStatement(
                """
                update recording o set user_ids = r.user_ids, team_ids = r.team_ids, node = ?
                  from %s where o.id = r.id and o.organisation_id = r.organisation_id
                """
                    .formatted(OWN.formatted("recording")))) {
      insert.setString(1, sealed.path());
      insert.setBytes(2, sealed.wrappedKey());
      insert.setLong(3, sealed.bytes());
      insert.setString(4, json);
      insert.setString(5, organisation.value());
      insert.executeUpdate();
      about.setString(1, node);
      about.setString(2, json);
      about.setString(3, organisation.value());
      about.executeUpdate();
    } catch (SQLException e) {
      throw refused("recording", json, e);
    }
  }

  private static ImportRefused refused(String table, String json, SQLException e) {
    var id = json.startsWith("{") ? new JsonObject(json).getString("id", "") : json;
    return new ImportRefused(
        "%s %s cannot come here: %s".formatted(table, id, e.getMessage().split("\n")[0]), e);
  }

  /** What was not committed did not happen. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
