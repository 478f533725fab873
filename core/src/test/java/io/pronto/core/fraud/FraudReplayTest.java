package io.pronto.core.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What rules would have stopped of calls that were made. */
class FraudReplayTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private static final Instant WEEK_AGO = NOW.minus(Duration.ofDays(7));
  private static final String CUSTOMER = "+33892111111";

  private final OrganisationId organisation = Ground.organisation();
  private final FraudReplay replay = new FraudReplay(Ground.database(), Tariff.BY_CLASS);

  @Test
  void aBurstIsStoppedAndLegitimateCallsAreNamed() {
    new DestinationRuleStore(Ground.database())
        .replace(
            organisation,
            _ -> new DestinationRules(Map.of(NumberType.PREMIUM, true), Map.of(), Map.of()));
    for (int day = 0; day < 5; day++) { // a service that is called every day
      call(CUSTOMER, WEEK_AGO.plus(Duration.ofDays(day)), 60);
    }
    for (int i = 0; i < 200; i++) { // and one night
      call(
          "+3389912%04d".formatted(i),
          WEEK_AGO.plus(Duration.ofHours(30)).plusSeconds(30L * i),
          300);
    }
    call(CUSTOMER, WEEK_AGO.plus(Duration.ofHours(31)), 60);

    var report = run(Map.of());

    assertThat(report.complete()).isTrue();
    assertThat(report.calls()).isEqualTo(206);
    assertThat(report.stopped()).isGreaterThanOrEqualTo(197);
    assertThat(report.cost()).isEqualByComparingTo("3018");
    assertThat(report.cost().subtract(report.costStopped())).isLessThan(new BigDecimal("40"));
    assertThat(report.trips().getFirst().rule()).contains("premium");
    assertThat(report.stoppedCalls())
        .filteredOn(FraudReplay.Stopped::legitimate)
        .extracting(FraudReplay.Stopped::number)
        .containsOnly(CUSTOMER);

    var without =
        RuleName.all().stream()
            .filter(name -> DefaultRules.of(name, 1).enabled())
            .collect(
                Collectors.toMap(
                    name -> name, _ -> new FraudReplay.Proposal(BigDecimal.ONE, false)));
    assertThat(run(without).stopped()).isZero();
  }

  @Test
  void aBurstOfForwardedCallsIsStoppedLikeAnyOther() {
    new DestinationRuleStore(Ground.database())
        .replace(
            organisation,
            _ -> new DestinationRules(Map.of(NumberType.PREMIUM, true), Map.of(), Map.of()));
    for (int i = 0; i < 100; i++) {
      call(
          "+3389912%04d".formatted(i),
          WEEK_AGO.plusSeconds(30L * i),
          300,
          PastRows.forwarded(i % 2 == 0 ? "inbound" : "internal"));
    }

    var report = run(Map.of());

    assertThat(report.calls()).isEqualTo(100);
    assertThat(report.stopped()).isGreaterThan(90);
    assertThat(report.trips().getFirst().rule()).contains("premium");
  }

  @Test
  void forwardedCallsThatNobodyTookOrThatWereRefusedAreJudgedToo() {
    call(
        "+33123456701",
        WEEK_AGO,
        20,
        untaken(PastRows.forwarded("inbound"), PastRows.leg("called")));
    call(
        "+33123456702",
        WEEK_AGO.plusSeconds(60),
        20,
        untaken(PastRows.forwarded("internal"), PastRows.leg("called")));
    call(
        "+33899123456",
        WEEK_AGO.plusSeconds(120),
        0,
        untaken(PastRows.forwarded("inbound"), new JsonObject().put("role", "called"))
            .put("cause", "destination_not_allowed"));

    var report = run(Map.of());

    assertThat(report.calls()).isEqualTo(3);
    assertThat(report.stoppedCalls())
        .extracting(FraudReplay.Stopped::reason)
        .containsExactly("destination");
  }

  @Test
  void callsThatStayedInsideAreNotJudged() {
    var taken =
        PastRows.forwarded("inbound")
            .put("called_trunk_id", null)
            .put("called_user_id", "usr_2")
            .put("called_device_id", "dev_2");
    var device = new JsonObject().put("role", "called").put("trunk_id", null);
    call("+33123456789", WEEK_AGO, 60, taken);
    call("102", WEEK_AGO, 60, taken.copy().put("direction", "internal"));
    call("+33123456789", WEEK_AGO, 20, untaken(taken.copy(), device));
    call("+33123456789", WEEK_AGO, 0, untaken(PastRows.forwarded("inbound"), device));

    assertThat(run(Map.of()).calls()).isZero();
  }

  @Test
  void nobodySeesAnotherOrganisationsCalls() {
    call("+33123456789", WEEK_AGO, 60);

    assertThat(
            replay
                .run(
                    Ground.organisation(),
                    new FraudReplay.Wish(WEEK_AGO, NOW, Map.of(), Duration.ofHours(8)))
                .calls())
        .isZero();
    assertThat(run(Map.of()).calls()).isEqualTo(1);
  }

  private FraudReplay.Report run(Map<RuleName, FraudReplay.Proposal> proposed) {
    return replay.run(
        organisation, new FraudReplay.Wish(WEEK_AGO, NOW, proposed, Duration.ofHours(8)));
  }

  private void call(String number, Instant at, int talked) {
    call(number, at, talked, new JsonObject());
  }

  private void call(String number, Instant at, int talked, JsonObject but) {
    PastRows.keep(organisation, number, at, talked, but);
  }

  /** A call that nobody answered, and whose only leg beside that of its caller is {@code leg}. */
  private static JsonObject untaken(JsonObject row, JsonObject leg) {
    return row.put("answered_at", null)
        .put("called_trunk_id", null)
        .put("cause", "no_answer")
        .put("legs", new JsonArray().add(PastRows.leg("caller")).add(leg));
  }
}
