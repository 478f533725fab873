package io.pronto.core.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.CallId;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
    // ids grow with time, as those of calls do
    var id = "call_%013d%s".formatted(at.toEpochMilli(), CallId.next().value().substring(18));
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into cdr
                      (id, organisation_id, direction, caller_number, caller_name, caller_user_id,
                       called_number, called_name, started_at, answered_at, ended_at, cause,
                       sip_status, ended_by, diversions, legs, recording_ids, node)
                    values ($1, $2, 'outbound', '101', '', 'usr_1', $3, '', $4, $4, $5, 'normal',
                      200, 'caller', '{}', '[]', '{}', 'test')
                    """,
                    id,
                    organisation.value(),
                    number,
                    at.atOffset(ZoneOffset.UTC),
                    at.plusSeconds(talked).atOffset(ZoneOffset.UTC)));
  }
}
