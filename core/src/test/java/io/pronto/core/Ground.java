package io.pronto.core;

import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Locale;
import redis.embedded.RedisServer;

/**
 * The real PostgreSQL and Redis that tests stand on: one of each for a whole test run, started when
 * first asked for, gone with the process. Tests keep apart by making organisations of their own.
 */
public final class Ground {
  private Ground() {}

  /** The Vert.x of the tests. */
  public static Vertx vertx() {
    return Vertxes.VERTX;
  }

  /** A database with the newest schema. */
  public static Database database() {
    return Databases.DATABASE;
  }

  /** Tells what happens in {@link #database}. */
  public static Outbox outbox() {
    return Outboxes.OUTBOX;
  }

  /** {@code postgresql://…} of {@link #database}, as its owner. */
  public static String databaseUrl() {
    return Databases.URL;
  }

  /** The {@code secrets.key} of every server that is started on {@link #databaseUrl}. */
  public static String secretsKey() {
    return Secrets.KEY;
  }

  /** {@code redis://…} of the running Redis. */
  public static String redisUrl() {
    return Redis.URL;
  }

  /**
   * Returns a new organisation, in France, with nothing in it; its label is its id's random end.
   */
  public static OrganisationId organisation() {
    var id = OrganisationId.next();
    database()
        .asOperator(
            tx ->
                tx.update(
                    "insert into organisation (id, name, country, label) values ($1, $2, 'FR', $3)",
                    id.value(),
                    "Test " + id,
                    label(id)));
    return id;
  }

  /** An account of the operator's staff, who never signs in. */
  public static String operator() {
    return operator(database());
  }

  /** The same in a database of a test's own. */
  public static String operator(Database database) {
    var id = Id.next("opr");
    database.asOperator(
        tx ->
            tx.update(
                """
                insert into operator_account (id, email, name, password_hash)
                values ($1, $2, 'Of the staff', '')
                """,
                id,
                id.toLowerCase(Locale.ROOT) + "@example.com"));
    return id;
  }

  /** How many rows of {@code table} have been read in {@code tx}, by whatever way. */
  public static long rowsRead(Tx tx, String table) {
    return tx.query(
            """
            select seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables
             where relid = $1::text::regclass\
            """,
            table)
        .getFirst()
        .getLong("n");
  }

  /** The first label of the SIP domain of an organisation made by {@link #organisation}. */
  public static String label(OrganisationId id) {
    return "t" + id.value().substring(14).toLowerCase(Locale.ROOT);
  }

  private static final class Vertxes {
    static final Vertx VERTX = Vertx.vertx();
  }

  private static final class Outboxes {
    static final Outbox OUTBOX = new Outbox(database());
  }

  private static final class Secrets {
    static final String KEY = MasterKey.generate();
  }

  private static final class Databases {
    static final String URL = start();
    static final Database DATABASE = new Database(vertx(), URL);

    private static String start() {
      try {
        var server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        var url = "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres";
        Migrations.run(url);
        return url;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Redis {
    static final String URL = start();

    private static String start() {
      try {
        int port = freePort();
        var server = RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1").build();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        return "redis://127.0.0.1:" + port;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static int freePort() throws IOException {
      try (var socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }

    private static void stop(RedisServer server) {
      try {
        server.stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
