package io.pronto.core.retention;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.vertx.sqlclient.Row;
import java.time.Period;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What the operator allows organisations to decide. */
public final class RetentionBounds {
  private static final String SELECT =
      "select category, minimum_days, maximum_days, usual from retention_bound";

  private final Database database;

  /** Keeps it in {@code database}. */
  public RetentionBounds(Database database) {
    this.database = database;
  }

  /** That of every category that is limited. */
  public List<RetentionBound> list() {
    return database.asOperator(RetentionBounds::list);
  }

  /** That of {@code category}, which is limited. */
  public RetentionBound find(Category category) {
    return database.asOperator(tx -> find(tx, category, ""));
  }

  /**
   * Puts {@code wanted} in the place of what held. It applies at once to what is written, and from
   * the next sweep on, within the hour, to what there is.
   *
   * @param check is given what held, which nobody else changes meanwhile, and refuses by throwing
   */
  public RetentionBound put(RetentionBound wanted, Consumer<RetentionBound> check) {
    return database.asOperator(
        tx -> {
          check.accept(find(tx, wanted.category(), " for update"));
          tx.update(
              """
              update retention_bound set minimum_days = $2, maximum_days = $3, usual = $4
               where category = $1
              """,
              wanted.category().text(),
              wanted.minimumDays().getAsInt(),
              wanted.maximumDays().getAsInt(),
              wanted.usual().toString());
          return find(tx, wanted.category(), "");
        });
  }

  /** All of them, in {@code tx}. */
  static List<RetentionBound> list(Tx tx) {
    return tx.query(SELECT + " order by category").stream().map(RetentionBounds::read).toList();
  }

  private static RetentionBound find(Tx tx, Category category, String lock) {
    return tx.one(SELECT + " where category = $1" + lock, category.text())
        .map(RetentionBounds::read)
        .orElseThrow();
  }

  private static RetentionBound read(Row row) {
    return new RetentionBound(
        Category.of(row.getString("category")),
        days(row.getInteger("minimum_days")),
        days(row.getInteger("maximum_days")),
        Period.parse(row.getString("usual")));
  }

  private static OptionalInt days(Integer days) {
    return days == null ? OptionalInt.empty() : OptionalInt.of(days);
  }
}
