package io.pronto.core.db;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way to a row. Every transaction says whose it is, and runs as a role that owns no table, one
 * of the organisations' or the operator's, so that row-level security repeats the check: without an
 * organisation there is no customer's row. It says as well who acts ({@link Actor}), which the
 * audit log writes down, and for what data are used that somebody has had restricted, if for
 * anything ({@link RestrictedUse}). Blocks the calling thread, which must not be an event loop's.
 */
public final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 16;

  /** More at once would only share the cores, and leave too few connections to calls. */
  private static final int READERS =
      Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, CONNECTIONS / 2);

  private static final Duration ACQUIRE = Duration.ofSeconds(3);
  private static final String STATEMENT_LIMIT = "10s";
  private static final long RESUBSCRIBE_MILLIS = 500;
  static final String SCOPE =
      """
      select set_config('pronto.organisation', $1, true), set_config('pronto.realm', $2, true),
             set_config('pronto.actor', $3, true), set_config('pronto.source', $4, true),
             set_config('pronto.request', $5, true), set_config('pronto.use', $6, true),
             set_config('role', case $2 when 'operator' then 'pronto_operator' else 'pronto_app' end,
                        true)
      """;

  private final ScopedValue<Optional<Joint>> joint = ScopedValue.newInstance();
  private final Vertx vertx;
  private final PgConnectOptions options;
  private final Pool pool;
  private final PgSubscriber notices;
  private final Semaphore readers = new Semaphore(READERS, true);

  /**
   * Opens no connection yet. {@link Migrations#run} must have made the schema and its role.
   *
   * @param url {@code postgresql://user:password@host:port/name}
   */
  public Database(Vertx vertx, String url) {
    this.vertx = vertx;
    options = PgConnectOptions.fromUri(url);
    options
        .setCachePreparedStatements(true)
        .setReconnectAttempts(0)
        .addProperty("role", "pronto_app")
        .addProperty("statement_timeout", STATEMENT_LIMIT)
        .addProperty("application_name", "pronto")
        .addProperty("TimeZone", "UTC");
    pool =
        PgBuilder.pool()
            .using(vertx)
            .connectingTo(options)
            .with(new PoolOptions().setMaxSize(CONNECTIONS).setConnectionTimeout(0))
            .build();
    notices = PgSubscriber.subscriber(vertx, new PgConnectOptions(options).setProperties(plain()));
    notices.reconnectPolicy(retries -> RESUBSCRIBE_MILLIS);
  }

  /**
   * Does {@code work} in one transaction that sees the rows of {@code organisation} and no other's.
   *
   * @throws Conflict if a constraint refused
   * @throws DatabaseUnavailable if PostgreSQL does not answer; nothing was changed for certain
   */
  public <T> T in(OrganisationId organisation, Work<T> work) {
    return transact(organisation.value(), "organisation", work);
  }

  /**
   * Does {@code work} in one transaction of the operator's realm: carriers, number inventory,
   * organisations. It sees nothing that belongs to an organisation's own life.
   */
  public <T> T asOperator(Work<T> work) {
    return transact("", "operator", work);
  }

  /** Does {@code work} for somebody not known yet; only what a definer function reveals is seen. */
  public <T> T asStranger(Work<T> work) {
    return transact("", "", work);
  }

  /**
   * What {@code sql}, a single statement that only asks a definer function, finds for somebody not
   * known yet: the same as {@link #asStranger} at a third of its cost, for what every request asks.
   */
  public Optional<Row> ask(String sql, Object... args) {
    var connection = connect();
    try {
      return new Tx(connection).one(sql, args);
    } finally {
      connection.close();
    }
  }

  /**
   * What {@code sql}, a single statement that only reads, finds among the rows of {@code
   * organisation}: the same as {@link #in}, with its transaction sent as a whole, in one journey
   * instead of two. A few are read at a time, the others wait in the order they came.
   *
   * @throws DatabaseUnavailable if PostgreSQL does not answer, or their turn does not come
   */
  public List<Row> read(OrganisationId organisation, String sql, Object... args) {
    if (joint.orElse(Optional.empty()).isPresent()) {
      return in(organisation, tx -> tx.query(sql, args));
    }
    awaitTurn();
    try {
      return readAtOnce(scope(organisation.value(), "organisation"), sql, Tuple.from(args));
    } finally {
      readers.release();
    }
  }

  private void awaitTurn() {
    try {
      if (!readers.tryAcquire(ACQUIRE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DatabaseUnavailable(new TimeoutException("Too many are reading"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable(e);
    }
  }

  private List<Row> readAtOnce(Tuple scope, String sql, Tuple args) {
    var connection = connect();
    try {
      connection.query("begin").execute();
      var scoped = connection.preparedQuery(SCOPE).execute(scope);
      var found = connection.preparedQuery(sql).execute(args);
      var ended = connection.query("commit").execute();
      var rows = new ArrayList<Row>();
      Await.on(found.recover(Database::refused)).forEach(rows::add);
      Await.on(Future.all(scoped, ended).recover(Database::refused));
      return rows;
    } finally {
      connection.close();
    }
  }

  /**
   * Does {@code work} in one transaction: each that {@code work} begins on this thread is a part of
   * it, whomever it acts for, and lasts with the whole or not at all. A part that throws is undone
   * by itself; the whole is, when {@code work} throws.
   */
  public <T> T together(Supplier<T> work) {
    var whole = joint.orElse(Optional.empty());
    return whole.isPresent() ? transact("", "", _ -> work.get()) : begun(work);
  }

  private <T> T begun(Supplier<T> work) {
    var connection = connect();
    try (var whole = new Joint(connection, scope("", ""))) {
      whole.begin();
      T result = within(Optional.of(whole), work);
      whole.commit();
      return result;
    } finally {
      connection.close();
    }
  }

  /** Does {@code work} in transactions of its own, whatever they are begun within. */
  public <T> T apart(Supplier<T> work) {
    return within(Optional.empty(), work);
  }

  private <T> T within(Optional<Joint> now, Supplier<T> work) {
    return ScopedValue.where(joint, now).call(work::get);
  }

  /** Says whether PostgreSQL answers within a second. */
  public boolean reachable() {
    try {
      Await.on(pool.query("select 1").execute().recover(Database::refused), Duration.ofSeconds(1));
      return true;
    } catch (DatabaseUnavailable away) {
      return false;
    }
  }

  /**
   * Runs {@code action} whenever the schema gives notice on {@code channel}, and each time the line
   * on which notices come was (re)established, since some may have been missed. The action runs on
   * an event loop: it must not block.
   */
  public void onNotice(String channel, Runnable action) {
    onNotice(channel, action, notice -> action.run());
  }

  /**
   * The same for notices that say something: {@code heard} is given what each says, and {@code
   * missed} runs when some may have been missed. All notices come on one connection.
   */
  public void onNotice(String channel, Runnable missed, Consumer<String> heard) {
    notices
        .channel(channel)
        .subscribeHandler(listening -> missed.run())
        .handler(notice -> vertx.runOnContext(_ -> heard.accept(notice)));
    synchronized (notices) {
      if (notices.closed()) {
        notices.connect();
      } else { // somebody may listen on that channel already, and is then told nothing new
        vertx.runOnContext(_ -> missed.run());
      }
    }
  }

  /** Closes every connection; transactions under way fail. */
  @Override
  public void close() {
    Await.on(notices.close());
    Await.on(pool.close());
  }

  private static Map<String, String> plain() {
    return Map.of("application_name", "pronto notices", "role", "pronto_app");
  }

  private <T> T transact(String organisation, String realm, Work<T> work) {
    var scope = scope(organisation, realm);
    var whole = joint.orElse(Optional.empty());
    return whole.isPresent() ? whole.get().part(scope, work) : alone(scope, work);
  }

  /**
   * The work does not wait for the scope: statements are answered in order, and one that has failed
   * fails all that follow in its transaction.
   */
  private <T> T alone(Tuple scope, Work<T> work) {
    var connection = connect();
    try {
      var begun = connection.begin();
      var scoped = connection.preparedQuery(SCOPE).execute(scope);
      T result;
      try {
        result = work.run(new Tx(connection));
        Await.on(scoped.<Object>mapEmpty().recover(Database::refused));
      } catch (RuntimeException e) {
        begun.onSuccess(Transaction::rollback);
        throw e;
      }
      commit(Await.on(begun.recover(Database::refused)));
      return result;
    } finally {
      connection.close();
    }
  }

  private static Tuple scope(String organisation, String realm) {
    var actor = Actor.current();
    return Tuple.from(
        new Object[] {
          organisation,
          realm,
          actor.account(),
          actor.source(),
          actor.request(),
          RestrictedUse.current()
        });
  }

  /**
   * The pool's own limit is none: in Vert.x 5.0 its timer may go off for somebody who was served
   * long ago, and what it throws then loses the connections of others.
   */
  private SqlConnection connect() {
    var coming = pool.getConnection();
    boolean taken = false;
    try {
      var connection = Await.on(coming.recover(Database::refused), ACQUIRE);
      taken = true;
      return connection;
    } finally {
      if (!taken) {
        coming.onSuccess(SqlConnection::close);
      }
    }
  }

  private static void commit(Transaction transaction) {
    Await.on(transaction.commit().recover(Database::refused));
  }

  static <T> Future<T> refused(Throwable thrown) {
    return Future.failedFuture(Refusals.of(thrown));
  }
}
