package io.pronto.core.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.CallId;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules, counted: facts and an attempt in, a verdict out. */
class FraudEngineTest {
  private static final Instant MONDAY = Instant.parse("2026-11-23T08:00:00Z");
  private static final String PREMIUM = "+33899123456";
  private static final String LATVIA = "+37120000001";

  private final OrganisationId organisation = OrganisationId.next();
  private final FraudEngine engine = new FraudEngine();

  @Test
  void aBusyOfficeTripsNothing() {
    var facts = facts(Map.of(), 20, DestinationRules.NONE, Map.of("BE", known(), "DE", known()));
    var random = new Random(4);
    var agenda = new PriorityQueue<Appointment>(Comparator.comparing(Appointment::at));
    var verdicts = new ArrayList<FraudEngine.Verdict>();
    for (int day = 0; day < 5; day++) {
      for (int call = 0; call < 300; call++) {
        // two thirds of them in the two busiest hours
        long second = random.nextInt(3) > 0 ? random.nextInt(7_200) : random.nextInt(36_000);
        var at = MONDAY.plus(Duration.ofDays(day)).plusSeconds(second);
        var attempt = attempt("usr_" + random.nextInt(20), number(random), at);
        int minutes = 1 + random.nextInt(6);
        boolean failed = random.nextInt(50) == 0;
        agenda.add(
            new Appointment(at, () -> verdicts.add(make(facts, attempt, minutes, failed, agenda))));
      }
    }

    while (!agenda.isEmpty()) {
      agenda.remove().work().run();
    }

    assertThat(verdicts)
        .hasSize(1_500)
        .allMatch(verdict -> verdict instanceof FraudEngine.Verdict.Passed);
  }

  private record Appointment(Instant at, Runnable work) {}

  private FraudEngine.Verdict make(
      FraudFacts facts, Attempt attempt, int minutes, boolean failed, Queue<Appointment> agenda) {
    var verdict = engine.judge(facts, attempt);
    if (verdict instanceof FraudEngine.Verdict.Passed(var counts)) {
      for (long paid = 1; paid < minutes; paid++) {
        var at = attempt.at().plusSeconds(60 * paid);
        agenda.add(
            new Appointment(at, () -> assertThat(engine.minute(counts, attempt, at)).isEmpty()));
      }
      var end = attempt.at().plusSeconds(60L * minutes);
      var rest = FraudEngine.endOf(counts, attempt, minutes, failed ? 0 : minutes, failed);
      agenda.add(new Appointment(end, () -> engine.put(organisation, rest, end)));
    }
    return verdict;
  }

  private static String number(Random random) {
    var digits = "%08d".formatted(random.nextInt(100_000_000));
    return switch (random.nextInt(20)) {
      case 0 -> "+3247" + digits.substring(1);
      case 1 -> "+4930" + digits.substring(1);
      case 2, 3, 4, 5, 6, 7 -> "+336" + digits;
      default -> "+331" + digits;
    };
  }

  @Test
  void whatOthersPriceIsClosedUntilItIsOpened() {
    var usual = facts(Map.of(), 5, DestinationRules.NONE, Map.of());
    var closed = List.of(PREMIUM, "+881631234567", "+88213123456", "118712", "+448712345678");

    assertThat(closed)
        .allSatisfy(
            number ->
                assertThat(judge(usual, number, MONDAY))
                    .isInstanceOf(FraudEngine.Verdict.NotAllowed.class));
    assertThat(List.of("+33123456789", "+33612345678", "+33800123456", "+33825123456"))
        .allSatisfy(
            number ->
                assertThat(judge(usual, number, MONDAY))
                    .isInstanceOf(FraudEngine.Verdict.Passed.class));
    assertThat(judge(open(), PREMIUM, MONDAY)).isInstanceOf(FraudEngine.Verdict.Passed.class);
  }

  @Test
  void theLongestPrefixDecidesAloneAndACeilingIsAboveAll() {
    var own =
        new DestinationRules(
            Map.of(NumberType.PREMIUM, true),
            Map.of("LV", false),
            Map.of("+33899", false, "+33899123456", true, "+371200", true));

    assertThat(own.allow("+33899000000", "FR", NumberType.PREMIUM, false)).isFalse();
    assertThat(own.allow(PREMIUM, "FR", NumberType.PREMIUM, false)).isTrue();
    assertThat(own.allow("+33892000000", "FR", NumberType.PREMIUM, false)).isTrue();
    assertThat(own.allow("+37129999999", "LV", NumberType.MOBILE, true)).isFalse();
    assertThat(own.allow(LATVIA, "LV", NumberType.MOBILE, true)).isTrue();
    var facts =
        new FraudFacts(
            organisation,
            "FR",
            List.of(),
            own,
            new DestinationRules(Map.of(NumberType.PREMIUM, false), Map.of(), Map.of()),
            Map.of(),
            Map.of(),
            Map.of());
    assertThat(judge(facts, PREMIUM, MONDAY)).isInstanceOf(FraudEngine.Verdict.NotAllowed.class);
  }

  @Test
  void theFourthCallToPremiumNumbersWithinAnHourTripsABreaker() {
    for (int i = 0; i < 3; i++) {
      assertThat(judge(open(), "+3389912000" + i, MONDAY.plusSeconds(i)))
          .isInstanceOf(FraudEngine.Verdict.Passed.class);
    }

    assertThat(judge(open(), "+33899120004", MONDAY.plusSeconds(4)))
        .isInstanceOf(FraudEngine.Verdict.Trips.class);
    assertThat(judge(open(), "+33123456789", MONDAY.plusSeconds(5)))
        .isInstanceOf(FraudEngine.Verdict.Passed.class);
    assertThat(judge(open(), "+33899120005", MONDAY.plus(Duration.ofMinutes(71))))
        .isInstanceOf(FraudEngine.Verdict.Passed.class);
  }

  @Test
  void aTrippedBreakerRefusesUntilItsEnd() {
    var facts = open();
    for (int i = 0; i < 3; i++) {
      judge(facts, "+3389912000" + i, MONDAY);
    }
    var trips = (FraudEngine.Verdict.Trips) judge(facts, PREMIUM, MONDAY);
    engine.trip(organisation, trips.count(), Instant.MAX);

    assertThat(judge(facts, PREMIUM, MONDAY.plus(Duration.ofDays(3))))
        .isInstanceOf(FraudEngine.Verdict.Standing.class);
    var released =
        new FraudFacts(
            organisation,
            "FR",
            facts.rules(),
            facts.own(),
            facts.ceiling(),
            Map.of(),
            Map.of(trips.count().breaker().kin(), "alm_1"),
            Map.of());
    assertThat(judge(released, PREMIUM, MONDAY)).isInstanceOf(FraudEngine.Verdict.Passed.class);
  }

  @Test
  void noMinuteIsTalkedThatTheLimitDoesNotAllow() {
    var facts = open();
    var attempt = attempt("usr_1", PREMIUM, MONDAY);
    var passed = (FraudEngine.Verdict.Passed) engine.judge(facts, attempt);
    long talked = 1;

    while (engine.minute(passed.counts(), attempt, MONDAY.plusSeconds(60 * talked)).isEmpty()) {
      talked++;
    }

    assertThat(attempt.price().micros(talked)).isEqualTo(9_000_000);
  }

  @Test
  void whatWasCountedAndNotTalkedIsTakenBack() {
    var facts =
        facts(Map.of("organisation_spending_any_hour", "1"), 1, DestinationRules.NONE, Map.of());
    for (int i = 0; i < 200; i++) {
      var at = MONDAY.plusSeconds(18L * i);
      var attempt = attempt("usr_" + i, "+33612345678", at);
      var verdict = engine.judge(facts, attempt);
      assertThat(verdict).isInstanceOf(FraudEngine.Verdict.Passed.class);
      var counts = ((FraudEngine.Verdict.Passed) verdict).counts();
      engine.put(organisation, FraudEngine.endOf(counts, attempt, 1, 0, false), at);
    }
  }

  @Test
  void theFirstCallsToANewCountryAreHeldToASmallBudget() {
    int passed = 0;
    while (passed < 100
        && judge(usual(), LATVIA, MONDAY.plusSeconds(60L * passed))
            instanceof FraudEngine.Verdict.Passed) {
      passed++;
    }
    assertThat(passed).isEqualTo(10);

    var known = facts(Map.of(), 5, DestinationRules.NONE, Map.of("LV", known()));
    var later = attempt("usr_2", LATVIA, MONDAY.plusSeconds(601));
    assertThat(engine.judge(known, later)).isInstanceOf(FraudEngine.Verdict.Passed.class);
    var strict =
        facts(Map.of("country_attempts_new_country_day", "0"), 5, DestinationRules.NONE, Map.of());
    assertThat(engine.judge(strict, attempt("usr_3", "+37060000001", MONDAY)))
        .isInstanceOf(FraudEngine.Verdict.Trips.class);
  }

  @Test
  void aCountryIsNewForADayAfterItsFirstCall() {
    var country = new KnownCountry(Optional.of(MONDAY), Optional.of(MONDAY), Optional.empty());

    assertThat(country.holds(MONDAY.plus(Duration.ofHours(23)))).isFalse();
    assertThat(country.holds(MONDAY.plus(Duration.ofHours(25)))).isTrue();
    assertThat(country.holds(MONDAY.plus(Duration.ofDays(91)))).isFalse();
  }

  @Test
  void numberAfterNumberThatNobodyHasIsAScan() {
    int tried = 0;
    FraudEngine.Verdict verdict;
    do {
      var attempt =
          attempt("usr_1", "+3312345%04d".formatted(tried), MONDAY.plusSeconds(30 * tried));
      verdict = engine.judge(usual(), attempt);
      if (verdict instanceof FraudEngine.Verdict.Passed(var counts)) {
        engine.put(organisation, FraudEngine.endOf(counts, attempt, 1, 0, true), attempt.at());
        tried++;
      }
    } while (verdict instanceof FraudEngine.Verdict.Passed && tried < 500);

    assertThat(tried).isEqualTo(60);
  }

  @Test
  void aCounterForgetsWhatIsOlderThanItsSpanAndNoSooner() {
    var counter = new Counter(Span.HOUR);
    long start = MONDAY.toEpochMilli();
    counter.add(start + 599_999, 5);

    assertThat(counter.sum(start + 3_600_000)).isEqualTo(5);
    assertThat(counter.sum(start + 4_199_999)).isEqualTo(5);
    assertThat(counter.sum(start + 4_200_000)).isZero();
    counter.add(start, 7);
    assertThat(counter.sum(start + 4_200_000)).isZero();
  }

  @Test
  void aRuleIsKnownByItsName() {
    assertThat(RuleName.all())
        .allSatisfy(name -> assertThat(RuleName.of(name.code())).contains(name));
    assertThat(RuleName.of("user_spending_premium_now")).isEmpty();
    assertThat(RuleName.of("user_concurrent_any_now")).isPresent();
  }

  @Test
  void aDeviceHasFiveCallsOutsideAtOnceAndAnotherOneIsFree() {
    var facts = usual();
    for (int i = 0; i < 5; i++) {
      assertThat(engine.judge(facts, by("dev_1", i)))
          .isInstanceOf(FraudEngine.Verdict.Passed.class);
    }

    assertThat(engine.judge(facts, by("dev_1", 5)))
        .isInstanceOfSatisfying(
            FraudEngine.Verdict.Trips.class,
            trips ->
                assertThat(trips.count().breaker().rule().code())
                    .isEqualTo("device_concurrent_any_now"));
    assertThat(engine.judge(facts, by("dev_2", 6))).isInstanceOf(FraudEngine.Verdict.Passed.class);
  }

  private Attempt by(String device, int second) {
    return Attempt.to(
        "+33612345678",
        CallId.next(),
        organisation,
        "usr_1",
        device,
        "FR",
        Tariff.BY_CLASS,
        MONDAY.plusSeconds(second));
  }

  private FraudEngine.Verdict judge(FraudFacts facts, String number, Instant at) {
    return engine.judge(facts, attempt("usr_1", number, at));
  }

  private Attempt attempt(String user, String number, Instant at) {
    return Attempt.to(number, CallId.next(), organisation, user, "", "FR", Tariff.BY_CLASS, at);
  }

  private FraudFacts usual() {
    return facts(Map.of(), 5, DestinationRules.NONE, Map.of());
  }

  private FraudFacts open() {
    return facts(
        Map.of(),
        5,
        new DestinationRules(Map.of(NumberType.PREMIUM, true), Map.of(), Map.of()),
        Map.of());
  }

  private static KnownCountry known() {
    return new KnownCountry(
        Optional.of(MONDAY.minus(Duration.ofDays(30))), Optional.of(MONDAY), Optional.empty());
  }

  private FraudFacts facts(
      Map<String, String> limits,
      long users,
      DestinationRules own,
      Map<String, KnownCountry> countries) {
    var decided = new HashMap<RuleName, FraudRule>();
    limits.forEach(
        (code, limit) -> {
          var name = RuleName.of(code).orElseThrow();
          decided.put(
              name, new FraudRule(name, new BigDecimal(limit), true, true, Optional.empty(), true));
        });
    return new FraudFacts(
        organisation,
        "FR",
        FraudFacts.acting(decided, users),
        own,
        DestinationRules.NONE,
        Map.of(),
        Map.of(),
        countries);
  }
}
