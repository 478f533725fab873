package io.pronto.core.fraud;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The breakers' rules, as organisations and the operator have decided them. */
public final class FraudRuleStore {
  private static final String USERS =
      "select count(*) from user_account where organisation_id = $1 and active";

  private final Database database;

  /** Keeps them in {@code database}. */
  public FraudRuleStore(Database database) {
    this.database = database;
  }

  private enum Author {
    ORGANISATION,
    OPERATOR
  }

  private record Decision(
      Optional<BigDecimal> most, Optional<Boolean> enabled, Optional<Boolean> cuts) {}

  /** Those of {@code organisation} that act or could be switched on again. */
  public List<FraudRule> list(OrganisationId organisation) {
    return database.in(
        organisation,
        tx -> {
          var decided = read(tx, organisation);
          long users = users(tx, organisation);
          return RuleName.all().stream()
              .map(name -> decided.getOrDefault(name, DefaultRules.of(name, users)))
              .filter(rule -> rule.enabled() || rule.chosen())
              .toList();
        });
  }

  /** The one of that name, whether it acts or not. */
  public FraudRule find(OrganisationId organisation, RuleName name) {
    return database.in(organisation, tx -> find(tx, organisation, name));
  }

  /**
   * Decides about one.
   *
   * @param change sees it as it is, and refuses by throwing; a limit that is empty is as by default
   */
  public FraudRule change(
      OrganisationId organisation, RuleName name, UnaryOperator<FraudRule> change) {
    return database.in(
        organisation,
        tx -> {
          lock(tx, organisation);
          var after = change.apply(find(tx, organisation, name));
          if (after.chosen()) {
            put(tx, organisation, after);
          } else {
            remove(tx, organisation, name, Author.ORGANISATION);
          }
          return find(tx, organisation, name);
        });
  }

  /**
   * Replaces the ceilings.
   *
   * @param check is told those there are, in the same transaction, and refuses by throwing
   */
  public void replaceCeilings(
      OrganisationId organisation,
      Map<RuleName, BigDecimal> ceilings,
      Consumer<Map<RuleName, BigDecimal>> check) {
    database.together(
        () ->
            database.asOperator(
                tx -> {
                  lock(tx, organisation);
                  var before = ceilings(tx, organisation);
                  check.accept(before);
                  before.keySet().stream()
                      .filter(name -> !ceilings.containsKey(name))
                      .forEach(name -> remove(tx, organisation, name, Author.OPERATOR));
                  ceilings.forEach((name, most) -> putCeiling(tx, organisation, name, most));
                  return null;
                }));
  }

  /** The ceilings of an organisation that the operator has set. */
  public Map<RuleName, BigDecimal> ceilings(OrganisationId organisation) {
    return database.asOperator(tx -> ceilings(tx, organisation));
  }

  /** What was decided of rules, the defaults filled in. */
  static Map<RuleName, FraudRule> read(Tx tx, OrganisationId organisation) {
    var decided = new HashMap<RuleName, Map<Author, Decision>>();
    tx.query(
            "select set_by, name, most, enabled, cuts_calls from fraud_rule where organisation_id"
                + " = $1",
            organisation.value())
        .forEach(
            row ->
                RuleName.of(row.getString("name"))
                    .ifPresent(
                        name ->
                            decided
                                .computeIfAbsent(name, _ -> new EnumMap<>(Author.class))
                                .put(author(row), decision(row))));
    long users = decided.isEmpty() ? 0 : users(tx, organisation);
    var rules = new HashMap<RuleName, FraudRule>();
    decided.forEach((name, by) -> rules.put(name, rule(DefaultRules.of(name, users), by)));
    return rules;
  }

  /** How many active users there are. */
  static long users(Tx tx, OrganisationId organisation) {
    return tx.one(USERS, organisation.value()).map(row -> row.getLong(0)).orElse(0L);
  }

  private static FraudRule find(Tx tx, OrganisationId organisation, RuleName name) {
    var decided = read(tx, organisation).get(name);
    return decided != null ? decided : DefaultRules.of(name, users(tx, organisation));
  }

  private static FraudRule rule(FraudRule usual, Map<Author, Decision> by) {
    var own = Optional.ofNullable(by.get(Author.ORGANISATION));
    return new FraudRule(
        usual.name(),
        own.flatMap(Decision::most).orElse(usual.limit()),
        own.flatMap(Decision::enabled).orElse(usual.enabled()),
        own.flatMap(Decision::cuts).orElse(usual.cutsCalls()),
        Optional.ofNullable(by.get(Author.OPERATOR)).flatMap(Decision::most),
        own.isPresent());
  }

  private static void put(Tx tx, OrganisationId organisation, FraudRule rule) {
    tx.update(
        """
        insert into fraud_rule (organisation_id, set_by, name, most, enabled, cuts_calls)
        values ($1, 'organisation', $2, $3, $4, $5)
        on conflict (organisation_id, set_by, name)
          do update set most = $3, enabled = $4, cuts_calls = $5
        """,
        organisation.value(),
        rule.name().code(),
        rule.limit(),
        rule.enabled(),
        rule.cutsCalls());
  }

  private static void remove(Tx tx, OrganisationId organisation, RuleName name, Author author) {
    tx.update(
        "delete from fraud_rule where organisation_id = $1 and name = $2 and set_by = $3",
        organisation.value(),
        name.code(),
        code(author));
  }

  private static void putCeiling(
      Tx tx, OrganisationId organisation, RuleName name, BigDecimal most) {
    tx.update(
        """
        insert into fraud_rule (organisation_id, set_by, name, most)
        values ($1, 'operator', $2, $3)
        on conflict (organisation_id, set_by, name) do update set most = $3
        """,
        organisation.value(),
        name.code(),
        most);
  }

  private static Map<RuleName, BigDecimal> ceilings(Tx tx, OrganisationId organisation) {
    var ceilings = new HashMap<RuleName, BigDecimal>();
    tx.query(
            "select name, most from fraud_rule where organisation_id = $1 and set_by = 'operator'",
            organisation.value())
        .forEach(
            row ->
                RuleName.of(row.getString("name"))
                    .ifPresent(name -> ceilings.put(name, row.getBigDecimal("most"))));
    return ceilings;
  }

  /** Of two who have read the same only one changes it. */
  static void lock(Tx tx, OrganisationId organisation) {
    tx.one(
        "select pg_advisory_xact_lock(hashtextextended('fraud ' || $1, 0))", organisation.value());
  }

  private static String code(Author author) {
    return author == Author.OPERATOR ? "operator" : "organisation";
  }

  private static Author author(Row row) {
    return row.getString("set_by").equals("operator") ? Author.OPERATOR : Author.ORGANISATION;
  }

  private static Decision decision(Row row) {
    return new Decision(
        Optional.ofNullable(row.getBigDecimal("most")),
        Optional.ofNullable(row.getBoolean("enabled")),
        Optional.ofNullable(row.getBoolean("cuts_calls")));
  }
}
