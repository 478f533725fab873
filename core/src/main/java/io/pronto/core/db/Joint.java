package io.pronto.core.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * A transaction that others are parts of. Each part is a savepoint: it acts for whomever it says,
 * and when it throws, what it did is undone and nothing else. Used by one thread.
 *
 * <p>It is begun and ended by statements of its own, since the driver's transactions end with the
 * first statement that fails.
 */
final class Joint implements AutoCloseable {
  private final SqlConnection connection;
  private Tuple scope;
  private boolean committed;

  /** One on {@code connection} that acts for {@code scope} where no part says otherwise. */
  Joint(SqlConnection connection, Tuple scope) {
    this.connection = connection;
    this.scope = scope;
  }

  void begin() {
    await(connection.query("begin").execute(), enter(scope));
  }

  <T> T part(Tuple inner, Work<T> work) {
    var outer = scope;
    T result;
    try {
      await(connection.query("savepoint part").execute(), enter(inner));
      result = work.run(new Tx(connection));
    } catch (RuntimeException e) {
      scope = outer;
      undo();
      throw e;
    }
    await(connection.query("release savepoint part").execute(), enter(outer));
    return result;
  }

  private Future<?> enter(Tuple next) {
    scope = next;
    return connection.preparedQuery(Database.SCOPE).execute(next);
  }

  /** PostgreSQL restores the scope with the rest. */
  private void undo() {
    await(
        connection.query("rollback to savepoint part").execute(),
        connection.query("release savepoint part").execute());
  }

  /**
   * Makes it last. PostgreSQL ends a transaction in which something went wrong by a rollback and
   * calls that a success; the statement before it fails then.
   */
  void commit() {
    await(enter(scope), connection.query("commit").execute());
    committed = true;
  }

  /** Undoes it unless it was committed, and waits until its locks are gone. */
  @Override
  public void close() {
    if (!committed) {
      await(connection.query("rollback").execute());
    }
  }

  private static void await(Future<?>... answers) {
    for (var answer : answers) {
      Await.on(answer.<Object>mapEmpty().recover(Database::refused));
    }
  }
}
