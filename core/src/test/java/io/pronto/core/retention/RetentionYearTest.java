package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.destruction.Category;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHold.PersonType;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.hold.WantedHold.WantedPerson;
import io.pronto.core.retention.RetentionRule.Scope;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fourteen months, day by day, with calls, recordings and transcripts, while rules change and legal
 * holds are set and lifted: on every day exactly what should exist does. What should is reckoned
 * here by the calendar of java.time.
 */
class RetentionYearTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final long SEED = 20_261_130;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final Map<String, Instant> recordings = new HashMap<>();
  private final Map<String, Instant> transcripts = new HashMap<>();
  private final Map<String, LocalDate> calls = new HashMap<>();
  private final Map<String, Thing> things = new HashMap<>();
  private final Map<LegalHold, WantedHold> holds = new HashMap<>();
  private List<String> users;
  private List<String> numbers;
  private RetentionPolicy policy = RetentionPolicy.USUAL;
  private Optional<RetentionPolicy> waiting = Optional.empty();
  private Instant waitsUntil = Instant.MAX;
  private Instant now;
  private long kept;

  /** What a deadline depends on. */
  private record Thing(
      String recording, Instant since, Optional<String> number, List<String> users) {}

  @Test
  void onEveryDayExactlyWhatShouldExistDoes() {
    try (var ground = new SweptDatabase(folder)) {
      var stock = new Stock(ground.database);
      users = Stream.generate(stock::user).limit(3).toList();
      numbers = Stream.generate(stock::number).limit(2).toList();
      var policies = new RetentionPolicies(ground.database, ground.outbox, () -> now);
      var sweeper = ground.sweeper(() -> now, 5);
      var today = LocalDate.now(PARIS);
      for (var day = today.minusMonths(14); day.isBefore(today); day = day.plusDays(1)) {
        now = day.atTime(LocalTime.of(4, 30)).atZone(PARIS).toInstant();
        ground.owner(
            """
            create or replace function retention_now() returns timestamptz language sql stable parallel safe
              return timestamptz '%s'
            """
                .formatted(now));
        prepareMonth(ground, day);
        comeIntoForce(stock, policies);
        if (random.nextInt(12) == 0) {
          decide(stock, policies);
        }
        holdAndLift(stock, new LegalHolds(ground.database, ground.outbox));
        forget(day);
        sweeper.sweep();
        assertThat(stock.ids("cdr")).as("calls on " + day).isEqualTo(calls.keySet());
        assertThat(stock.ids("recording"))
            .as("recordings on " + day)
            .isEqualTo(recordings.keySet());
        assertThat(stock.ids("transcript"))
            .as("transcripts on " + day)
            .isEqualTo(transcripts.keySet());
        live(stock, day);
      }
      assertThat(kept).as("what only a hold has kept").isGreaterThan(20);
      assertThat(stock.certified("recording")).isGreaterThan(200);
      assertThat(
              ground.owner(
                  "select sum(count) from destruction_certificate where category ="
                      + " 'call_detail_record'"))
          .isGreaterThan(50);
    }
  }

  private static void prepareMonth(SweptDatabase ground, LocalDate day) {
    if (day.getDayOfMonth() == 1) {
      var month = YearMonth.from(day).atDay(1);
      ground.database.asStranger(tx -> tx.one("select open_cdr_month($1)", month));
    }
  }

  /** A call or two in the course of the day, some of them about midnight. */
  private void live(Stock stock, LocalDate day) {
    for (int i = 0; i <= random.nextInt(2); i++) {
      var times = List.of("00:00:00", "23:59:59", "12:00:00", "01:30:00", "22:30:00");
      var begun =
          day.atTime(LocalTime.parse(times.get(random.nextInt(5)))).atZone(PARIS).toInstant();
      var number =
          random.nextBoolean()
              ? Optional.of(numbers.get(random.nextInt(2)))
              : Optional.<String>empty();
      var parties = users.subList(0, random.nextInt(3));
      var call =
          stock.callTo(
              number.orElse("+33123456780"), List.of(), begun, parties.toArray(String[]::new));
      var recording = stock.recording(call, begun, number);
      var transcript = stock.transcript(call, recording);
      var thing = new Thing(recording, begun, number, parties);
      things.put(recording, thing);
      things.put(transcript, thing);
      things.put(call, thing);
      calls.put(call, begun.atZone(PARIS).toLocalDate().plusMonths(12));
      recordings.put(recording, recordingDeadline(thing, policy));
      transcripts.put(transcript, transcriptDeadline(thing, policy, recordings));
    }
  }

  private void decide(Stock stock, RetentionPolicies policies) {
    var wanted = policy(stock);
    var then = become(wanted, recordings);
    boolean sooner =
        recordings.entrySet().stream()
                .anyMatch(one -> then.get(one.getKey()).isBefore(one.getValue()))
            || transcripts.entrySet().stream()
                .filter(one -> one.getValue().isAfter(now))
                .anyMatch(
                    one ->
                        transcriptDeadline(things.get(one.getKey()), wanted, then)
                            .isBefore(one.getValue()));
    var state = policies.put(stock.organisation, wanted, users.getFirst(), _ -> {});
    assertThat(state.pending().isPresent()).isEqualTo(sooner);
    if (!sooner) {
      waiting = Optional.empty();
      waitsUntil = Instant.MAX;
      become(wanted);
    } else if (random.nextBoolean()) {
      policies.confirm(stock.organisation, users.getLast());
      waiting = Optional.of(wanted);
      waitsUntil = now.plus(RetentionChange.CONFIRMED);
    } else { // there are others who may confirm it, and none does
      waiting = Optional.empty();
      waitsUntil = Instant.MAX;
    }
  }

  /** Some are asked for and never confirmed: they keep nothing. */
  private void holdAndLift(Stock stock, LegalHolds store) {
    if (random.nextInt(15) == 0) {
      var wanted = hold();
      if (random.nextInt(5) == 0) {
        store.ask(stock.organisation, wanted, users.getFirst());
      } else {
        holds.put(stock.hold(store, wanted), wanted);
      }
    }
    if (!holds.isEmpty() && random.nextInt(20) == 0) {
      var lifted = holds.keySet().stream().min(Comparator.comparing(LegalHold::id)).orElseThrow();
      stock.lift(store, lifted);
      holds.remove(lifted);
    }
  }

  /** By a number, a user, both, or all of some weeks. */
  private WantedHold hold() {
    var number =
        random.nextBoolean()
            ? Optional.of(numbers.get(random.nextInt(2)))
            : Optional.<String>empty();
    var user =
        random.nextBoolean()
            ? Optional.of(new WantedPerson(PersonType.USER, users.get(random.nextInt(3))))
            : Optional.<WantedPerson>empty();
    boolean always = random.nextBoolean() && (number.isPresent() || user.isPresent());
    var from = now.minus(Period.ofDays(random.nextInt(300)));
    return new WantedHold(
        "A case",
        number,
        user,
        always ? Optional.empty() : Optional.of(from),
        always ? Optional.empty() : Optional.of(from.plus(Period.ofDays(1 + random.nextInt(60)))));
  }

  private boolean isHeld(String id) {
    var thing = things.get(id);
    return holds.values().stream().anyMatch(hold -> isAbout(hold, thing));
  }

  private static boolean isAbout(WantedHold hold, Thing thing) {
    return (hold.number().isEmpty() || hold.number().equals(thing.number))
        && hold.person().filter(person -> !thing.users.contains(person.value())).isEmpty()
        && hold.from().filter(from -> thing.since.isBefore(from)).isEmpty()
        && hold.until().filter(until -> !thing.since.isBefore(until)).isEmpty();
  }

  private void comeIntoForce(Stock stock, RetentionPolicies policies) {
    if (!waitsUntil.isAfter(now)) {
      assertThat(policies.putInForceIfDue(stock.organisation)).isTrue();
      boolean done = false;
      while (!done) {
        done = policies.derive(stock.organisation);
      }
      become(waiting.orElseThrow());
      waiting = Optional.empty();
      waitsUntil = Instant.MAX;
    }
  }

  private RetentionPolicy policy(Stock stock) {
    var rules = new ArrayList<RetentionRule>();
    for (var category : List.of(Category.RECORDING, Category.TRANSCRIPT)) {
      if (random.nextBoolean()) {
        rules.add(
            new RetentionRule(category, Scope.ORGANISATION, stock.organisation.value(), days()));
      }
      for (var number : numbers) {
        if (random.nextInt(3) == 0) {
          rules.add(new RetentionRule(category, Scope.NUMBER, number, days()));
        }
      }
      for (var user : users) {
        if (random.nextInt(3) == 0) {
          rules.add(new RetentionRule(category, Scope.USER, user, days()));
        }
      }
    }
    return new RetentionPolicy(rules, random.nextBoolean());
  }

  private int days() {
    return 1 + random.nextInt(365);
  }

  private void become(RetentionPolicy wanted) {
    policy = wanted;
    recordings.putAll(become(wanted, recordings));
    transcripts.replaceAll(
        (id, was) ->
            was.isAfter(now) ? transcriptDeadline(things.get(id), wanted, recordings) : was);
  }

  /** What is due stays due. */
  private Map<String, Instant> become(RetentionPolicy wanted, Map<String, Instant> before) {
    var then = new HashMap<>(before);
    then.replaceAll(
        (id, was) -> was.isAfter(now) ? recordingDeadline(things.get(id), wanted) : was);
    return then;
  }

  private void forget(LocalDate day) {
    recordings.entrySet().removeIf(one -> !one.getValue().isAfter(now) && isFree(one.getKey()));
    transcripts.entrySet().removeIf(one -> !one.getValue().isAfter(now) && isFree(one.getKey()));
    calls.entrySet().removeIf(one -> one.getValue().isBefore(day) && isFree(one.getKey()));
  }

  /** Also counts what is due and is not: days on which only a hold keeps something. */
  private boolean isFree(String id) {
    boolean held = isHeld(id);
    kept += held ? 1 : 0;
    return !held;
  }

  private static Instant recordingDeadline(Thing thing, RetentionPolicy policy) {
    return deadline(thing, policy, Category.RECORDING);
  }

  /** Of a recording that is gone there is no longer anything to be kept as long as. */
  private Instant transcriptDeadline(
      Thing thing, RetentionPolicy policy, Map<String, Instant> sounds) {
    var own = deadline(thing, policy, Category.TRANSCRIPT);
    var byRule = deadline(thing, policy, Category.RECORDING);
    var sound = sounds.getOrDefault(thing.recording, byRule.isBefore(now) ? byRule : now);
    return policy.transcriptsOutlive() || own.isBefore(sound) ? own : sound;
  }

  private static Instant deadline(Thing thing, RetentionPolicy policy, Category category) {
    var applying =
        policy.rules().stream()
            .filter(rule -> rule.category() == category)
            .filter(rule -> applies(rule, thing))
            .collect(Collectors.groupingBy(RetentionRule::scope));
    for (var scope : List.of(Scope.USER, Scope.NUMBER, Scope.ORGANISATION)) {
      if (applying.containsKey(scope)) {
        int days =
            applying.get(scope).stream()
                .map(RetentionRule::days)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return later(thing.since, Period.ofDays(days));
      }
    }
    return later(thing.since, Period.ofMonths(6));
  }

  private static boolean applies(RetentionRule rule, Thing thing) {
    return switch (rule.scope()) {
      case USER -> thing.users.contains(rule.scopeId());
      case NUMBER -> thing.number.filter(rule.scopeId()::equals).isPresent();
      case ORGANISATION -> true;
      case TEAM -> false;
    };
  }

  /** An hour that does not come, or comes twice, is taken as winter's: as PostgreSQL does. */
  private static Instant later(Instant since, Period period) {
    var local = since.atZone(PARIS).toLocalDateTime().plus(period);
    var offsets = PARIS.getRules().getValidOffsets(local);
    return offsets.size() == 1
        ? local.toInstant(offsets.getFirst())
        : local.toInstant(ZoneOffset.ofHours(1));
  }
}
