package io.pronto.core.identity;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Which numbers organisations show to whom they call where. */
public final class CallerIdPolicyStore {
  private final Database database;

  /** Keeps it in {@code database}. */
  public CallerIdPolicyStore(Database database) {
    this.database = database;
  }

  /** That of {@code organisation}. */
  public CallerIdPolicy find(OrganisationId organisation) {
    return database.in(organisation, CallerIdPolicyStore::read);
  }

  /** That of the organisation that {@code tx} is in. */
  public static CallerIdPolicy read(Tx tx) {
    var numbers = new TreeMap<String, E164>();
    tx.query("select prefix, number from caller_id_of_destination")
        .forEach(row -> numbers.put(row.getString("prefix"), new E164(row.getString("number"))));
    return new CallerIdPolicy(numbers);
  }

  /**
   * Replaces that of {@code organisation}.
   *
   * @param change sees what holds, and refuses by throwing
   * @throws NoRight when a number is among them that the organisation may not show
   */
  public CallerIdPolicy replace(OrganisationId organisation, UnaryOperator<CallerIdPolicy> change) {
    return database.in(
        organisation,
        tx -> {
          tx.one(
              "select pg_advisory_xact_lock(hashtextextended('caller_id ' || $1, 0))",
              organisation.value());
          var before = read(tx);
          var after = change.apply(before);
          foreign(tx, after)
              .ifPresent(
                  prefix -> {
                    throw new NoRight(prefix);
                  });
          write(tx, organisation, before, after);
          return after;
        });
  }

  /** The organisation may not show the number that is to be shown to those at {@code prefix}. */
  public static final class NoRight extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String prefix;

    private NoRight(String prefix) {
      super("No right to the number for " + prefix, null, false, false);
      this.prefix = prefix;
    }

    /** The prefix whose number it is. */
    public String prefix() {
      return prefix;
    }
  }

  private static Optional<String> foreign(Tx tx, CallerIdPolicy policy) {
    return policy.numbers().entrySet().stream()
        .filter(rule -> !RightStore.mayShow(tx, rule.getValue()))
        .map(rule -> rule.getKey())
        .findFirst();
  }

  /** Touches what has changed only: each change is a line of the audit log. */
  private static void write(
      Tx tx, OrganisationId organisation, CallerIdPolicy before, CallerIdPolicy after) {
    var gone =
        before.numbers().keySet().stream()
            .filter(prefix -> !after.numbers().containsKey(prefix))
            .toArray(String[]::new);
    tx.update("delete from caller_id_of_destination where prefix = any($1)", (Object) gone);
    List<Object[]> rows = new ArrayList<>();
    after
        .numbers()
        .forEach(
            (prefix, number) -> {
              if (!number.equals(before.numbers().get(prefix))) {
                rows.add(new Object[] {organisation.value(), prefix, number.value()});
              }
            });
    tx.batch(
        """
        insert into caller_id_of_destination (organisation_id, prefix, number)
        values ($1, $2, $3)
        on conflict (organisation_id, prefix) do update set number = $3
        """,
        rows);
  }
}
