package io.pronto.core.fraud;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Where calls may go, as organisations and the operator have decided. */
public final class DestinationRuleStore {
  private static final String OWN = "organisation";
  private static final String CEILING = "operator";

  private final Database database;

  /** Keeps it in {@code database}. */
  public DestinationRuleStore(Database database) {
    this.database = database;
  }

  /** What {@code organisation} has decided. */
  public DestinationRules find(OrganisationId organisation) {
    return database.in(organisation, tx -> read(tx, organisation, OWN));
  }

  /** What the operator has decided for {@code organisation}, as the organisation sees it. */
  public DestinationRules ceilingSeen(OrganisationId organisation) {
    return database.in(organisation, tx -> read(tx, organisation, CEILING));
  }

  /** What the operator has decided for {@code organisation}. */
  public DestinationRules ceiling(OrganisationId organisation) {
    return database.asOperator(tx -> read(tx, organisation, CEILING));
  }

  /** Decides for {@code organisation}; the change sees what holds, and refuses by throwing. */
  public DestinationRules replace(
      OrganisationId organisation, UnaryOperator<DestinationRules> change) {
    return database.in(organisation, tx -> replace(tx, organisation, OWN, change));
  }

  /** Decides the operator's part; the change sees what holds, and refuses by throwing. */
  public DestinationRules replaceCeiling(
      OrganisationId organisation, UnaryOperator<DestinationRules> change) {
    return database.asOperator(tx -> replace(tx, organisation, CEILING, change));
  }

  /** What was decided by {@code author}: {@code organisation} or {@code operator}. */
  static DestinationRules read(Tx tx, OrganisationId organisation, String author) {
    var classes = new EnumMap<NumberType, Boolean>(NumberType.class);
    var countries = new HashMap<String, Boolean>();
    var prefixes = new HashMap<String, Boolean>();
    for (var row :
        tx.query(
            """
            select kind, value, allowed from destination_rule
             where organisation_id = $1 and set_by = $2
            """,
            organisation.value(),
            author)) {
      var value = row.getString("value");
      boolean allowed = row.getBoolean("allowed");
      switch (row.getString("kind")) {
        case "class" -> NumberType.of(value).ifPresent(type -> classes.put(type, allowed));
        case "country" -> countries.put(value, allowed);
        default -> prefixes.put(value, allowed);
      }
    }
    return new DestinationRules(classes, countries, prefixes);
  }

  private static DestinationRules replace(
      Tx tx, OrganisationId organisation, String author, UnaryOperator<DestinationRules> change) {
    FraudRuleStore.lock(tx, organisation);
    var before = read(tx, organisation, author);
    var after = change.apply(before);
    write(tx, organisation, author, "class", before.classes(), after.classes(), NumberType::code);
    write(tx, organisation, author, "country", before.countries(), after.countries(), code -> code);
    write(tx, organisation, author, "prefix", before.prefixes(), after.prefixes(), code -> code);
    return after;
  }

  /** Touches what has changed only: each change is a line of the audit log. */
  private static <K> void write(
      Tx tx,
      OrganisationId organisation,
      String author,
      String kind,
      Map<K, Boolean> before,
      Map<K, Boolean> after,
      Function<K, String> code) {
    var gone = before.keySet().stream().filter(key -> !after.containsKey(key)).map(code).toList();
    tx.update(
        """
        delete from destination_rule
         where organisation_id = $1 and set_by = $2 and kind = $3 and value = any($4)
        """,
        organisation.value(),
        author,
        kind,
        gone.toArray(String[]::new));
    List<Object[]> rows = new ArrayList<>();
    after.forEach(
        (key, allowed) -> {
          if (!allowed.equals(before.get(key))) {
            rows.add(new Object[] {organisation.value(), author, kind, code.apply(key), allowed});
          }
        });
    tx.batch(
        """
        insert into destination_rule (organisation_id, set_by, kind, value, allowed)
        values ($1, $2, $3, $4, $5)
        on conflict (organisation_id, set_by, kind, value) do update set allowed = $5
        """,
        rows);
  }
}
