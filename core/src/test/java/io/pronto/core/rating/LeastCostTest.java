package io.pronto.core.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.MediaEncryption;
import io.pronto.core.Waiting;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkNumbers;
import io.pronto.core.carrier.TrunkPolicy;
import io.pronto.core.numbering.E164;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeastCostTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final String NUMBER = "+33612345678";

  private final Trunk dear =
      trunk(Tariffs.carrier("EUR", "prefix,price_per_minute\n33,0.02\n336,0.06\n"));
  private final Trunk cheap =
      trunk(Tariffs.carrier("EUR", "prefix,price_per_minute,increments\n336,0.05,1/1\n"));
  private final Rates rates = new Rates(Ground.database(), InstantSource.fixed(NOW));
  private final TrunkQuality quality = new TrunkQuality(InstantSource.fixed(NOW));
  private final LeastCost leastCost = new LeastCost(rates::book, quality, 50);

  LeastCostTest() {
    rates.awaitComplete();
  }

  @AfterEach
  void stop() {
    rates.close();
  }

  @Test
  void theCheapestComesFirst() {
    assertThat(leastCost.order(List.of(dear, cheap), NUMBER, NOW)).containsExactly(cheap, dear);
  }

  @Test
  void aCarrierThatDoesNotSellThereIsLeftOutAndOneWithoutADeckComesLast() {
    var unpriced = trunk(Tariffs.carrier());

    assertThat(leastCost.order(List.of(unpriced, cheap, dear), "+33123456789", NOW))
        .containsExactly(dear, unpriced);
    assertThat(leastCost.ways(List.of(unpriced, cheap, dear), "+33123456789", NOW))
        .extracting(LeastCost.Way::reason)
        .containsExactly(
            LeastCost.Reason.PRICE, LeastCost.Reason.NO_DECK, LeastCost.Reason.NO_RATE);
  }

  @Test
  void anEarlierPriorityComesBeforeALowerPrice() {
    var first =
        new Trunk(
            dear.id(),
            dear.carrierId(),
            dear.name(),
            dear.address(),
            dear.authentication(),
            new TrunkPolicy(
                1,
                10,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                TrunkNumbers.USUAL,
                MediaEncryption.OPTIONAL));

    assertThat(leastCost.order(List.of(cheap, first), NUMBER, NOW)).containsExactly(first, cheap);
  }

  @Test
  void whatIsNoNumberLeavesTheOrderAlone() {
    assertThat(leastCost.order(List.of(dear, cheap), "112", NOW)).containsExactly(dear, cheap);
  }

  @Test
  void aTrunkThatAnswersFarLessComesBehindADearerOne() {
    for (int i = 0; i < TrunkQuality.ENOUGH; i++) {
      quality.attempt(dear.id(), NUMBER, true, false, Optional.of(Duration.ofSeconds(2)));
      quality.attempt(cheap.id(), NUMBER, i < 5, false, Optional.empty());
    }

    // 0.15 × (1 + 50 % × 50 %) is more than 0.18
    var ways = leastCost.ways(List.of(cheap, dear), NUMBER, NOW);
    assertThat(ways).extracting(LeastCost.Way::trunk).containsExactly(dear, cheap);
    assertThat(ways).extracting(LeastCost.Way::weighed).containsExactly(180_000L, 187_500L);
    assertThat(new LeastCost(rates::book, quality, 0).order(List.of(cheap, dear), NUMBER, NOW))
        .containsExactly(cheap, dear);
    assertThat(leastCost.order(List.of(cheap, dear), "+33712345678", NOW))
        .as("another destination")
        .containsExactly(dear);
  }

  @Test
  void aTrunkThatFailsComesBehindAllOthersUntilThatIsForgotten() {
    for (int i = 0; i < TrunkQuality.ENOUGH; i++) {
      quality.attempt(cheap.id(), NUMBER, false, i % 2 == 0, Optional.empty());
    }

    var ways = leastCost.ways(List.of(cheap, dear), NUMBER, NOW);

    assertThat(ways.getLast().trunk()).isEqualTo(cheap);
    assertThat(ways.getLast().reason()).isEqualTo(LeastCost.Reason.BAD_QUALITY);
    assertThat(ways.getLast().quality().failed()).isEqualTo(500);
  }

  @Test
  void qualityFades() {
    var clock = new AtomicReference<>(NOW);
    var fading = new TrunkQuality(clock::get);
    for (int i = 0; i < TrunkQuality.ENOUGH; i++) {
      fading.attempt(cheap.id(), NUMBER, false, true, Optional.empty());
    }
    assertThat(fading.of(cheap.id(), NUMBER).isBad()).isTrue();

    clock.set(NOW.plus(Duration.ofMinutes(31)));

    assertThat(fading.of(cheap.id(), NUMBER).attempts()).isEqualTo(5);
    assertThat(fading.of(cheap.id(), NUMBER).isBad()).isFalse();
  }

  @Test
  void whatRecordsTellOfAttemptsIsRecalled() {
    var trunk = recalled("outbound", List.of(), 503, List.of());

    var measure = quality.of(trunk, "+33619999999");

    assertThat(measure.attempts()).isEqualTo(12);
    assertThat(measure.isBad()).isTrue();
    assertThat(measure.delayMillis()).isEqualTo(1_500);
  }

  @Test
  void aTrunkThatSentNoSoundOnForwardedCallsIsRecalledAsBad() {
    var trunk = recalled("inbound", List.of(NUMBER), 200, List.of("one_way", "no_media"));

    assertThat(quality.of(trunk, NUMBER).failed()).isEqualTo(1_000);
    assertThat(quality.of(trunk, NUMBER).answered()).isZero();
  }

  /** A trunk of whose dozen calls, a minute ago, the records have told. */
  private String recalled(
      String direction, List<String> diversions, int status, List<String> notes) {
    var organisation = Ground.organisation();
    var trunk = Id.next("trk");
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    """
                    insert into trunk (id, carrier_id, name, host, addresses)
                    values ($1, $2, $1, '192.0.2.1', '{192.0.2.1/32}')
                    """,
                    trunk,
                    cheap.carrierId()));
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into cdr (id, organisation_id, direction, caller_number, caller_name,
                                     called_number, called_name, started_at, ringing_at, ended_at,
                                     cause, sip_status, ended_by, diversions, legs, recording_ids,
                                     node)
                    select 'call_' || $2 || i, $1, $5, '', '', $3, '', $4::timestamptz,
                           $4::timestamptz + interval '1500 ms', $4::timestamptz + interval '9 s',
                           'normal', $7::integer, 'caller', $6::text[],
                           json_build_array(json_build_object(
                             'role', 'called', 'target', $2, 'sip_status', $7::integer,
                             'reason', 'network_failure', 'notes', $8::text[],
                             'answered_at', case when $7::integer = 200 then '2026-11-28T11:59:02Z' end,
                             'started_at', '2026-11-28T11:59:00Z')), '{}', 'n'
                      from generate_series(1, 12) i
                    """,
                    organisation.value(),
                    trunk,
                    NUMBER,
                    NOW.minusSeconds(60).atOffset(ZoneOffset.UTC),
                    direction,
                    diversions.toArray(String[]::new),
                    status,
                    notes.toArray(String[]::new)));
    quality.read(Ground.database());
    Ground.database().asOperator(tx -> tx.update("delete from trunk where id = $1", trunk));
    return trunk;
  }

  @Test
  void pricesInAnotherCurrencyAreNotCompared() {
    var foreign = trunk(Tariffs.carrier("USD", "prefix,price_per_minute\n336,0.01\n"));
    rates.close();
    try (var fresh = new Rates(Ground.database(), InstantSource.fixed(NOW))) {
      fresh.awaitComplete();

      assertThat(
              new LeastCost(fresh::book, quality, 50)
                  .order(List.of(dear, foreign, cheap), NUMBER, NOW))
          .containsExactly(cheap, dear, foreign);
    }
  }

  @Test
  void aNewVersionHoldsFromItsMomentAndTheOldOneStays() {
    var deck = rates.buying(cheap.carrierId(), new E164(NUMBER), NOW).orElseThrow().deck();

    Tariffs.version(deck.id(), NOW.plusSeconds(3600), "EUR", "prefix,price_per_minute\n336,0.07\n");

    var later = NOW.plusSeconds(3600);
    Waiting.until(
        "the new price is known",
        () ->
            rates
                .buying(cheap.carrierId(), new E164(NUMBER), later)
                .filter(p -> p.rate().pricePerMinute().toPlainString().equals("0.070000"))
                .isPresent());
    assertThat(leastCost.order(List.of(cheap, dear), NUMBER, later)).containsExactly(dear, cheap);
    assertThat(leastCost.order(List.of(cheap, dear), NUMBER, NOW)).containsExactly(cheap, dear);
  }

  private static Trunk trunk(String carrier) {
    var id = Id.next("trk");
    return new Trunk(id, carrier, id, "192.0.2.1", 5060, "udp", List.of(), OptionalInt.empty());
  }
}
