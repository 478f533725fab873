package io.pronto.core.retention;

import io.pronto.core.db.Tx;
import io.pronto.core.retention.RuleRefused.Reason;
import java.util.Optional;

/** Whether an organisation may decide so. */
final class RuleCheck {
  private RuleCheck() {}

  /**
   * Refuses what is out of bounds, twice there, or about nothing; what was decided before about
   * somebody who is no more may stay.
   *
   * @throws RuleRefused for the first of {@code wanted} that cannot be
   */
  static void check(Tx tx, RetentionPolicy wanted, RetentionState before) {
    for (int i = 0; i < wanted.rules().size(); i++) {
      var rule = wanted.rules().get(i);
      checkBounds(i, rule, before);
      checkAnnounced(tx, i, rule, before);
      if (wanted.rules().subList(0, i).stream().anyMatch(rule::isAboutTheSameAs)) {
        throw new RuleRefused(i, Reason.REPEATED, "An earlier rule is about the same");
      }
      boolean known = before.policy().rules().stream().anyMatch(rule::isAboutTheSameAs);
      if (!known && !exists(tx, rule)) {
        throw new RuleRefused(
            i, Reason.NOT_FOUND, "Must be a %s of the organisation".formatted(rule.scope().text()));
      }
    }
  }

  private static void checkBounds(int index, RetentionRule rule, RetentionState before) {
    var bound =
        before.bounds().stream()
            .filter(one -> one.category() == rule.category())
            .findFirst()
            .orElseThrow();
    if (bound.fixed()) {
      throw new RuleRefused(index, Reason.ABOVE_MAXIMUM, "The law has fixed it");
    }
    if (!bound.allows(rule.days())) {
      boolean few = rule.days() < bound.minimumDays().getAsInt();
      throw new RuleRefused(
          index,
          few ? Reason.BELOW_MINIMUM : Reason.ABOVE_MAXIMUM,
          "Must be at least %d and at most %d days for a %s"
              .formatted(
                  bound.minimumDays().getAsInt(),
                  bound.maximumDays().getAsInt(),
                  rule.category().text()));
    }
  }

  /**
   * What the operator has announced to allow no more can be chosen no more; what was chosen before
   * may stay until then. So whoever is not told of it is not affected.
   */
  private static void checkAnnounced(Tx tx, int index, RetentionRule rule, RetentionState before) {
    var announced =
        tx.one(
            """
            select maximum_days, in_force_at from retention_bound_change
             where category = $1 and maximum_days < $2 and confirmed_at is not null
            """,
            rule.category().text(),
            rule.days());
    if (announced.isPresent() && !before.policy().rules().contains(rule)) {
      throw new RuleRefused(
          index,
          Reason.ABOVE_MAXIMUM,
          "Must be at most %d days for a %s: the operator allows no more from %s on"
              .formatted(
                  announced.get().getInteger("maximum_days"),
                  rule.category().text(),
                  announced.get().getOffsetDateTime("in_force_at").toInstant()));
    }
  }

  private static boolean exists(Tx tx, RetentionRule rule) {
    Optional<String> sql =
        switch (rule.scope()) {
          case ORGANISATION -> Optional.empty();
          case TEAM -> Optional.of("select 1 from team where id = $1");
          case NUMBER -> Optional.of("select 1 from phone_number where number = $1");
          case USER -> Optional.of("select 1 from user_account where id = $1");
        };
    return sql.map(text -> tx.one(text, rule.scopeId()).isPresent()).orElse(true);
  }
}
