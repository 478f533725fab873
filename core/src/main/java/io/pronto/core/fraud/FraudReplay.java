package io.pronto.core.fraud;

import io.pronto.core.call.HangupCause;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Shows what rules would have stopped: the calls of the past, as their CDRs tell, judged by the
 * engine that judges those of now. It reads a thousand at a time and changes nothing.
 */
public final class FraudReplay {
  private static final int PAGE = 1_000;
  private static final int MOST = 200_000;
  private static final Duration HISTORY = Duration.ofDays(90);

  /** Why a call is refused that would leave, and has no leg by a trunk for it. */
  private static final String[] REFUSED =
      Stream.of(
              HangupCause.DESTINATION_NOT_ALLOWED,
              HangupCause.BREAKER_TRIPPED,
              HangupCause.NO_PRICE,
              HangupCause.BALANCE_EXHAUSTED)
          .map(HangupCause::code)
          .toArray(String[]::new);

  private final Database database;
  private final FraudFactsReader facts;
  private final Tariff tariff;

  /** Replays the CDRs of {@code database}, at the prices of {@code tariff}. */
  public FraudReplay(Database database, Tariff tariff) {
    this.database = database;
    this.facts = new FraudFactsReader(database);
    this.tariff = tariff;
  }

  /** A rule as it might be. */
  public record Proposal(BigDecimal limit, boolean enabled) {}

  /**
   * What is wanted.
   *
   * @param from the first moment
   * @param before the first moment after it
   * @param proposed rules as they might be; all others are as they are
   * @param releasedAfter after how long somebody is supposed to have released a breaker
   */
  public record Wish(
      Instant from, Instant before, Map<RuleName, Proposal> proposed, Duration releasedAfter) {
    /** Copies the map. */
    public Wish {
      proposed = Map.copyOf(proposed);
    }
  }

  /** A breaker that would have tripped. */
  public record Trip(String rule, String subject, Instant at, String call) {}

  /**
   * A call that would have been refused, or ended.
   *
   * @param talked how long it was
   * @param reason the rule's name, or {@code destination}
   * @param legitimate whether it looks like one of the organisation's usual calls: it was answered,
   *     and its number has called the organisation or was called on three days at least
   */
  public record Stopped(
      String call, String number, Instant at, Duration talked, String reason, boolean legitimate) {}

  /**
   * What would have been.
   *
   * @param complete false where there were too many calls: then it ends with the last looked at
   * @param calls how many were looked at
   * @param stopped how many of them would have been refused, or ended
   * @param cost what they all cost, in euros, as far as prices are known
   * @param costStopped what the organisation would have saved of it
   * @param trips the first 1,000 breakers that would have tripped
   * @param stoppedCalls the first 1,000 calls stopped
   */
  public record Report(
      Instant from,
      Instant before,
      boolean complete,
      long calls,
      long stopped,
      BigDecimal cost,
      BigDecimal costStopped,
      List<Trip> trips,
      List<Stopped> stoppedCalls) {
    /** How many of {@link #stoppedCalls} look legitimate. */
    public long legitimate() {
      return stoppedCalls.stream().filter(Stopped::legitimate).count();
    }
  }

  /** Judges the calls of {@code organisation} anew. Takes a second for some ten thousand. */
  public Report run(OrganisationId organisation, Wish wish) {
    var known = facts.read(organisation);
    var past = new PastCalls(known.supposing(rules(known, wish)), tariff, wish.releasedAfter());
    var after = "";
    boolean more = true;
    while (more && past.calls() < MOST) {
      var page = page(organisation, wish, after);
      page.forEach(past::take);
      more = page.size() == PAGE;
      after = more ? page.getLast().call() : after;
    }
    past.close();
    var usual = usual(organisation, wish, past.stopped());
    return new Report(
        wish.from(),
        wish.before(),
        !more,
        past.calls(),
        past.stoppedCount(),
        CallPrice.amount(past.cost()),
        CallPrice.amount(past.costStopped()),
        past.trips(),
        past.stopped().stream().map(call -> judged(call, usual)).toList());
  }

  private static List<ActingRule> rules(FraudFacts known, Wish wish) {
    var acting = new ArrayList<ActingRule>();
    known.rules().stream()
        .filter(rule -> !wish.proposed().containsKey(rule.name()))
        .forEach(acting::add);
    wish.proposed()
        .forEach(
            (name, proposal) -> {
              if (proposal.enabled()) {
                var usual = DefaultRules.of(name, 0);
                acting.add(
                    ActingRule.of(
                        new FraudRule(
                            name,
                            proposal.limit(),
                            true,
                            usual.cutsCalls(),
                            Optional.empty(),
                            true)));
              }
            });
    return acting;
  }

  /**
   * Calls to the outside. One that is forwarded there keeps the direction in which it came: it has
   * left by the trunk that took it, or was to leave by those that its legs tell of.
   */
  private List<PastCall> page(OrganisationId organisation, Wish wish, String after) {
    return database.in(
        organisation,
        tx ->
            tx
                .query(
                    """
                    select id, caller_user_id, caller_device_id, called_number, started_at,
                           answered_at, talked, cause
                      from cdr
                     where organisation_id = $1
                       and (direction = 'outbound' or called_trunk_id is not null
                         or called_user_id is null and (cause = any($6)
                           or exists (select from json_array_elements(legs::json) l
                               where l ->> 'role' = 'called' and l ->> 'trunk_id' is not null)))
                       and started_at >= $2 and started_at < $3 and id > $4
                     order by id limit $5
                    """,
                    organisation.value(),
                    wish.from().atOffset(ZoneOffset.UTC),
                    wish.before().atOffset(ZoneOffset.UTC),
                    after,
                    PAGE,
                    REFUSED)
                .stream()
                .map(PastCall::read)
                .toList());
  }

  /** Those of the numbers of {@code stopped} that the organisation has to do with. */
  private Set<String> usual(OrganisationId organisation, Wish wish, List<Stopped> stopped) {
    var numbers = stopped.stream().map(Stopped::number).distinct().toArray(String[]::new);
    var since = wish.before().minus(HISTORY).atOffset(ZoneOffset.UTC);
    var usual = new HashSet<String>();
    database
        .in(
            organisation,
            tx ->
                tx.query(
                    """
                    select n from unnest($2::text[]) n
                     where exists (select from cdr
                         where organisation_id = $1 and caller_number = n
                           and direction = 'inbound' and started_at >= $3)
                        or (select count(distinct started_at::date) from cdr
                             where organisation_id = $1 and called_number = n
                               and answered_at is not null and started_at >= $3) >= 3
                    """,
                    organisation.value(),
                    numbers,
                    since))
        .forEach(row -> usual.add(row.getString("n")));
    return usual;
  }

  private static Stopped judged(Stopped call, Set<String> usual) {
    return new Stopped(
        call.call(),
        call.number(),
        call.at(),
        call.talked(),
        call.reason(),
        !call.talked().isZero() && usual.contains(call.number()));
  }
}
