package io.pronto.core.access;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.people.EmailAddress;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The accounts of the operator's own staff. */
public final class Operators {
  private final Database database;

  /** Keeps them in {@code database}. */
  public Operators(Database database) {
    this.database = database;
  }

  /** One account. */
  public record Operator(String id, String email, String name) {}

  /** The one of that id. */
  public Optional<Operator> find(String id) {
    return database.asOperator(
        tx ->
            tx.one("select id, email, name from operator_account where id = $1", id)
                .map(Operators::operator));
  }

  /** Changes the name of the one of that id. */
  public Optional<Operator> change(String id, UnaryOperator<Operator> change) {
    return database.asOperator(
        tx ->
            tx.one("select id, email, name from operator_account where id = $1 for update", id)
                .map(Operators::operator)
                .map(change)
                .map(
                    after -> {
                      tx.update(
                          "update operator_account set name = $2 where id = $1", id, after.name());
                      return after;
                    }));
  }

  /**
   * Makes an account unless that e-mail address has one already; its id when it was made.
   *
   * @throws io.pronto.core.people.InvalidEmail if it is none
   */
  static Optional<String> insert(Tx tx, String email, String name, String passwordHash) {
    return tx.one(
            """
            insert into operator_account (id, email, name, password_hash) values ($1, $2, $3, $4)
            on conflict (lower(email)) do nothing returning id
            """,
            Id.next("opr"),
            new EmailAddress(email).value(),
            name,
            passwordHash)
        .map(row -> row.getString("id"));
  }

  /** Whether the operator has an account. */
  static boolean any(Tx tx) {
    return tx.one("select from operator_account limit 1").isPresent();
  }

  private static Operator operator(Row row) {
    return new Operator(row.getString("id"), row.getString("email"), row.getString("name"));
  }
}
