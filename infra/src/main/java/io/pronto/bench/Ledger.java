package io.pronto.bench;

import io.pronto.embedded.Embedded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Organisations with call records, each with a super administrator who has signed in, written
 * straight into the database of a running server.
 */
public final class Ledger implements AutoCloseable {
  private static final String ORGANISATION = "('org_' || lpad(o::text, 26, '0'))";
  private static final int AT_ONCE = 500_000;
  private static final String TOKEN = "pronto_ses_bench_";

  private final Path data;
  private final Connection connection;
  private final int organisations;

  private Ledger(Path data, Connection connection, int organisations) {
    this.data = data;
    this.connection = connection;
    this.organisations = organisations;
  }

  /** Opens the database of the server on the folder {@code data}. */
  public static Ledger open(Path data, int organisations) {
    try {
      return new Ledger(data, connect(data), organisations);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The owner of the database of the server on the folder {@code data}, connected to it. */
  public static Connection connect(Path data) throws SQLException {
    try {
      var url = URI.create(Embedded.runningPostgres(data).orElseThrow());
      var user = url.getUserInfo().split(":", 2);
      var jdbc = "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath());
      return DriverManager.getConnection(jdbc, user[0], user[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes {@code records} of calls, evenly over all organisations and the last {@code days}, in
   * parts of half a million, on all processors.
   */
  public void fill(int records, int days) {
    execute(
        "insert into organisation (id, name, country, label) select %s, 'Firm ' || o, 'FR', 'firm'"
            + " || o from generate_series(1, %d) o",
        ORGANISATION, organisations);
    execute(
        """
        insert into user_account (id, organisation_id, email, name, role, extension)
        select 'usr_' || lpad(o::text, 26, '0'), %s, 'boss' || o || '@firm.example', 'Boss',
               'super_administrator', '101' from generate_series(1, %d) o
        """,
        ORGANISATION, organisations);
    execute(
        """
        insert into session (id, token_hash, organisation_id, user_id, expires_at)
        select 'ses_' || lpad(o::text, 26, '0'), sha256(('%s' || o)::bytea), %s,
               'usr_' || lpad(o::text, 26, '0'), now() + interval '1 day'
          from generate_series(1, %d) o
        """,
        TOKEN, ORGANISATION, organisations);
    execute(
        "select open_cdr_month((now() - d * interval '1 day')::date)"
            + " from generate_series(0, %d, 27) d",
        days + 31);
    IntStream.rangeClosed(0, (records - 1) / AT_ONCE)
        .parallel()
        .map(part -> part * AT_ONCE)
        .forEach(
            before -> {
              int last = Math.min(records, before + AT_ONCE);
              executeAside(CALLS, records, organisations, days, before + 1, last);
            });
    execute("vacuum analyze"); // what the database does by itself in a quiet minute
    execute("checkpoint");
  }

  /** The sessions' tokens. */
  public List<String> tokens() {
    return IntStream.rangeClosed(1, organisations).mapToObj(o -> TOKEN + o).toList();
  }

  /** Turns row-level security of every table on or off; the code's own checks stay. */
  public void rowLevelSecurity(boolean on) {
    execute(
        """
        do $$ declare t regclass; begin
          for t in select oid from pg_class where relkind in ('r', 'p')
                      and relnamespace = 'public'::regnamespace and relname not like 'flyway%%' loop
            execute format('alter table %%s %s row level security', t);
          end loop; end $$
        """,
        on ? "enable" : "disable");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does {@code sql}, a format for {@code arguments}, as the owner of the tables. */
  public void execute(String sql, Object... arguments) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql.formatted(arguments));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same on a connection of its own. */
  private void executeAside(String sql, Object... arguments) {
    try (var aside = new Ledger(data, connect(data), organisations)) {
      aside.execute(sql, arguments);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A call from outside with its two legs, as the server writes it. */
  private static final String CALLS =
      """
      insert into cdr (id, organisation_id, direction, caller_number, caller_name, caller_trunk_id,
             called_number, called_name, called_user_id, started_at, ringing_at, answered_at,
             ended_at, cause, sip_status, ended_by, diversions, legs, recording_ids, node)
      select 'call_' || lpad(n::text, 26, '0'), organisation, 'inbound',
             '+336' || lpad((n %% 100000000)::text, 8, '0'), '', 'trk_' || lpad('1', 26, '0'),
             '+33123456700', '', 'usr_' || substr(organisation, 5), t, t + interval '1 s',
             t + interval '5 s', t + interval '65 s', 'normal', 200, 'caller', '{}',
             jsonb_build_array(leg('caller', t), leg('called', t))::text, '{}', 'bench'
        from (select n, now() - interval '%3$d days' * (1 - n::double precision / %1$d) as t,
                     'org_' || lpad((n %% %2$d + 1)::text, 26, '0') as organisation
                from generate_series(%4$d, %5$d) n) calls
      """
          .replace("leg('caller', t)", leg("caller"))
          .replace("leg('called', t)", leg("called"));

  private static String leg(String role) {
    return """
    jsonb_build_object('id', 'leg_' || lpad(n::text, 26, '0'), 'role', '%s',
      'target', 'sip:+33123456700@198.51.100.7', 'remote', '203.0.113.9:5060', 'transport', 'udp',
      'user_agent', 'A telephone/1.0', 'sip_call_id', md5(n::text), 'started_at', t,
      'answered_at', t + interval '5 s', 'ended_at', t + interval '65 s', 'sip_status', 200,
      'reason', 'OK', 'codec', 'PCMA', 'quality', jsonb_build_object('packets_received', 3000,
      'packets_sent', 3000, 'lost', 0, 'jitter_millis', 1.5, 'mos', 4.3))\
    """
        .formatted(role);
  }
}
