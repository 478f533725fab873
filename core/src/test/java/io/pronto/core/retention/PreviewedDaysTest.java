package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.destruction.Category;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.retention.RetentionRule.Scope;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the days that a preview names, what it counts goes: of pairs of organisations that have the
 * same, one changes its rules. What is swept of that one and is still there of the other goes
 * sooner. Four months pass, a day at a time.
 */
class PreviewedDaysTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final int DAYS = 120;
  private static final int OLDEST = 250;
  private static final int PAIRS = 4;
  private static final int STOCK = 30;

  @TempDir Path folder;
  private final Random random = new Random(21);
  private final LocalDate first = LocalDate.now(PARIS).minusDays(DAYS + 2);
  private SweptDatabase ground;
  private Sweeper sweeper;
  private Instant now = first.atTime(LocalTime.NOON).atZone(PARIS).toInstant();

  /** One of a pair, with what it has in the order in which it was made. */
  private final class Twin {
    final Stock stock = new Stock(ground.database);
    final List<String> users = List.of(stock.user(), stock.user());
    final String number = stock.number();
    final List<String> recordings = new ArrayList<>();
    final List<String> transcripts = new ArrayList<>();

    void add(Instant started, boolean numbered, int parties, boolean training) {
      var call = stock.call(started, users.subList(0, parties).toArray(String[]::new));
      var recording =
          stock.recording(
              call,
              started,
              numbered ? Optional.of(number) : Optional.empty(),
              new JsonObject().put("purpose", training ? "training" : "quality"));
      recordings.add(recording);
      transcripts.add(stock.transcript(call, recording));
    }

    RetentionPolicy policy(List<Integer> days, boolean outlive) {
      var rules = new ArrayList<RetentionRule>();
      for (var category : List.of(Category.RECORDING, Category.TRANSCRIPT)) {
        int of = category == Category.RECORDING ? 0 : 3;
        some(rules, category, Scope.ORGANISATION, stock.organisation.value(), days.get(of));
        some(rules, category, Scope.NUMBER, number, days.get(of + 1));
        some(rules, category, Scope.USER, users.getFirst(), days.get(of + 2));
      }
      return new RetentionPolicy(rules, outlive);
    }

    /** Has it in force now, without the days for which it would wait. */
    void decide(RetentionPolicy wanted) {
      ground.database.in(
          stock.organisation,
          tx -> {
            RetentionRows.lock(tx, stock.organisation);
            RetentionRows.putInForce(tx, stock.organisation, wanted);
            return null;
          });
    }

    /** The places of what is there. */
    Set<Integer> left(Category category) {
      var ids = stock.ids(category.text());
      var made = category == Category.RECORDING ? recordings : transcripts;
      var left = new HashSet<Integer>();
      for (int i = 0; i < made.size(); i++) {
        if (ids.contains(made.get(i))) {
          left.add(i);
        }
      }
      return left;
    }
  }

  private static void some(
      List<RetentionRule> rules, Category category, Scope scope, String id, int days) {
    if (days > 0) {
      rules.add(new RetentionRule(category, scope, id, days));
    }
  }

  /** One that changes its rules, and one that does not. */
  private final class Pair {
    final Twin changing = new Twin();
    final Twin same = new Twin();
    final Map<Category, Map<LocalDate, Long>> gone = new HashMap<>();
    Map<Category, Set<Integer>> before;
    RetentionEffect effect;

    void begin(LegalHolds holds) {
      var days = days();
      boolean outlive = random.nextBoolean();
      ground.database.together(
          () -> {
            fill();
            return null;
          });
      both(twin -> twin.decide(twin.policy(days, outlive)));
      if (random.nextBoolean()) {
        both(twin -> twin.stock.hold(holds, Stock.ofUser(twin.users.getLast())));
      }
    }

    private void fill() {
      for (int i = 0; i < STOCK; i++) {
        var started = now.minus(Duration.ofMinutes(random.nextInt(OLDEST * 24 * 60)));
        boolean numbered = random.nextBoolean();
        int parties = random.nextInt(3);
        boolean training = random.nextInt(3) == 0;
        both(twin -> twin.add(started, numbered, parties, training));
      }
    }

    private void both(java.util.function.Consumer<Twin> work) {
      work.accept(changing);
      work.accept(same);
    }

    void change(RetentionPolicies policies) {
      var wanted = changing.policy(days(), random.nextBoolean());
      effect = policies.preview(changing.stock.organisation, wanted);
      before = left(changing);
      changing.decide(wanted);
    }

    /** What has gone since it was last looked, and is there of the other. */
    void look(LocalDate day) {
      var left = left(changing);
      var others = left(same);
      for (var category : left.keySet()) {
        var went = new HashSet<>(before.get(category));
        went.removeAll(left.get(category));
        went.retainAll(others.get(category));
        if (!went.isEmpty()) {
          gone.computeIfAbsent(category, _ -> new TreeMap<>())
              .merge(day, (long) went.size(), Long::sum);
        }
      }
      before = left;
    }

    private Map<Category, Set<Integer>> left(Twin twin) {
      return Map.of(
          Category.RECORDING,
          twin.left(Category.RECORDING),
          Category.TRANSCRIPT,
          twin.left(Category.TRANSCRIPT));
    }
  }

  @Test
  void whatAPreviewCountsByDayGoesOnThatDay() {
    try (var swept = new SweptDatabase(folder)) {
      ground = swept;
      sweeper = ground.sweeper(() -> now, 50);
      for (var month = YearMonth.from(first.minusDays(OLDEST + 1));
          !month.isAfter(YearMonth.now(PARIS));
          month = month.plusMonths(1)) {
        var day = month.atDay(1);
        ground.database.asStranger(tx -> tx.one("select open_cdr_month($1)", day));
      }
      setClock(now);
      var pairs = new ArrayList<Pair>();
      for (int i = 0; i < PAIRS; i++) {
        pairs.add(new Pair());
        pairs.getLast().begin(new LegalHolds(ground.database, ground.outbox));
      }
      sweeper.sweep();
      var policies = new RetentionPolicies(ground.database, ground.outbox, () -> now);

      pairs.forEach(pair -> pair.change(policies));
      sweeper.sweep();
      pairs.forEach(pair -> pair.look(first));
      var last = first.plusDays(DAYS);
      for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
        setClock(day.plusDays(1).atStartOfDay(PARIS).toInstant().minusMillis(1));
        sweeper.sweep();
        for (var pair : pairs) {
          pair.look(day);
        }
      }

      long counted = 0;
      for (var pair : pairs) {
        for (var of : pair.effect.categories()) {
          var named = new TreeMap<LocalDate, Long>();
          of.days().stream()
              .filter(day -> !day.date().isAfter(last))
              .forEach(day -> named.put(day.date(), day.count()));
          assertThat(pair.gone.getOrDefault(of.category(), Map.of()))
              .as(of.category() + " of pair " + pairs.indexOf(pair))
              .isEqualTo(named);
          counted += named.size();
        }
      }
      assertThat(counted).as("days on which something went").isGreaterThan(12);
    }
  }

  private void setClock(Instant time) {
    now = time;
    ground.owner(
        """
        create or replace function retention_now() returns timestamptz language sql stable parallel safe
          return timestamptz '%s'
        """
            .formatted(now));
  }

  /** For how long, by category and scope; 0: no rule. */
  private List<Integer> days() {
    var days = new ArrayList<Integer>();
    for (int i = 0; i < 6; i++) {
      days.add(random.nextBoolean() ? 1 + random.nextInt(300) : 0);
    }
    return days;
  }
}
