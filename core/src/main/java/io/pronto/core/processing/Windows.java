package io.pronto.core.processing;

import io.pronto.core.db.Tx;
import io.pronto.core.retention.DataInventory.Entry;
import io.pronto.core.retention.RetentionBound;
import io.pronto.core.retention.RetentionRule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * How long what is in each table is kept, as it is set now: by the operator's bounds and the
 * organisation's rules, and where nobody can choose by what the schema itself computes.
 */
final class Windows {
  /** As PostgreSQL writes an interval in an expression. */
  private static final Pattern INTERVAL = Pattern.compile("'(\\d+) (day|mon|year)s?'::interval");

  private final List<RetentionBound> bounds;
  private final List<RetentionRule> rules;
  private final Map<String, Period> lifetimes;

  private Windows(
      List<RetentionBound> bounds, List<RetentionRule> rules, Map<String, Period> lifetimes) {
    this.bounds = bounds;
    this.rules = rules;
    this.lifetimes = lifetimes;
  }

  /** Those of now. {@code rules} are the organisation's; none where it is the operator. */
  static Windows read(Tx tx, List<RetentionBound> bounds, List<RetentionRule> rules) {
    var lifetimes = new HashMap<String, Period>();
    tx.query(
            """
            select c.relname::text as name, pg_get_expr(d.adbin, d.adrelid) as expression
              from pg_attrdef d
              join pg_class c on c.oid = d.adrelid and c.relnamespace = 'public'::regnamespace
              join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
             where a.attname = 'delete_after'
            """)
        .forEach(
            row ->
                period(row.getString("expression"))
                    .ifPresent(period -> lifetimes.put(row.getString("name"), period)));
    return new Windows(bounds, rules, lifetimes);
  }

  private static Optional<Period> period(String expression) {
    var found = INTERVAL.matcher(expression);
    if (!found.find()) {
      return Optional.empty();
    }
    int many = Integer.parseInt(found.group(1));
    return Optional.of(
        switch (found.group(2)) {
          case "day" -> Period.ofDays(many);
          case "mon" -> Period.ofMonths(many);
          default -> Period.ofYears(many);
        });
  }

  /** Of {@code entry}, with what there is to say of it in words. */
  JsonObject of(Entry entry, ProcessingWords words) {
    var json =
        new JsonObject()
            .put("table", entry.table())
            .put("kept", entry.kept().text())
            .put("of", entry.of().equals("-") ? null : entry.of());
    var bound = bound(entry);
    var period = bound.map(RetentionBound::usual).or(() -> lifetime(entry));
    var mine = bound.isPresent() ? rules(entry) : List.<RetentionRule>of();
    json.put("period", period.map(Period::toString).orElse(null))
        .put("minimum_days", bound.map(b -> integer(b.minimumDays())).orElse(null))
        .put("maximum_days", bound.map(b -> integer(b.maximumDays())).orElse(null))
        .put("rules", new JsonArray(mine.stream().map(Windows::json).toList()))
        .put("reason", entry.reason());
    return json.put("text", text(entry, period, mine, words));
  }

  private Optional<RetentionBound> bound(Entry entry) {
    var category =
        switch (entry.kept()) {
          case RULE -> entry.table();
          case MONTHS -> "call_detail_record";
          case LIFETIME, WITH, BRIEF, CONTRACT, OPERATOR, PROOF -> "";
        };
    return bounds.stream().filter(each -> each.category().text().equals(category)).findFirst();
  }

  private Optional<Period> lifetime(Entry entry) {
    return switch (entry.kept()) {
      case LIFETIME, MONTHS -> Optional.ofNullable(lifetimes.get(entry.table()));
      case RULE, WITH, BRIEF, CONTRACT, OPERATOR, PROOF -> Optional.empty();
    };
  }

  private List<RetentionRule> rules(Entry entry) {
    return rules.stream().filter(rule -> rule.category().text().equals(entry.table())).toList();
  }

  private static Integer integer(OptionalInt days) {
    return days.isPresent() ? days.getAsInt() : null;
  }

  private static JsonObject json(RetentionRule rule) {
    return new JsonObject()
        .put("scope", rule.scope().text())
        .put("scope_id", rule.scopeId())
        .put("days", rule.days());
  }

  private static String text(
      Entry entry, Optional<Period> period, List<RetentionRule> rules, ProcessingWords words) {
    var kept = words.text("kept." + entry.kept().text());
    var text = new StringBuilder(period.map(p -> words.of(p) + ", " + kept).orElse(kept));
    for (var rule : rules) {
      text.append("; ")
          .append(words.text("scope." + rule.scope().text()))
          .append(' ')
          .append(rule.scope() == RetentionRule.Scope.ORGANISATION ? "" : rule.scopeId() + ' ')
          .append(words.of(Period.ofDays(rule.days())));
    }
    return text.toString();
  }
}
