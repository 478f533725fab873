package io.pronto.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.breach.Breach;
import io.pronto.core.breach.BreachFacts;
import io.pronto.core.breach.BreachFacts.Authority;
import io.pronto.core.breach.BreachRegister;
import io.pronto.core.breach.Effect;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Owner;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.DataCategory;
import io.pronto.core.subprocessor.NoticePeriod;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.Objections;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is warned of, before a clock that the test sets. */
class DeadlineNewsTest {
  private static final MailQueue MAIL =
      new MailQueue(MasterKey.of(Ground.secretsKey()), URI.create("https://pronto.example.com"));

  private final OrganisationId organisation = Ground.organisation();
  private final String boss =
      new UserStore(Ground.database())
          .create(
              organisation,
              new NewUser(
                  Id.next("x").toLowerCase(Locale.ROOT) + "@example.com",
                  "Ada",
                  Role.SUPER_ADMINISTRATOR,
                  "fr",
                  Optional.empty(),
                  Optional.empty()))
          .id();
  private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final BreachRegister register = new BreachRegister(Ground.database(), () -> now);
  private final DeadlineNews news = news();

  private DeadlineNews news() {
    return new DeadlineNews(Ground.database(), Ground.outbox(), Optional.of(MAIL), () -> now);
  }

  @Test
  void aBreachIsWarnedOfADayAndSixHoursBeforeItsTimeIsOverAndWhenItIs() {
    var breach = breach();
    var end = breach.notifyBy();

    assertThat(warnedAt(breach.id(), end.minus(Duration.ofHours(24)).minusMillis(1))).isEmpty();
    assertThat(warnedAt(breach.id(), end.minus(Duration.ofHours(24)))).containsExactly("24_hours");
    assertThat(warnedAt(breach.id(), end.minus(Duration.ofHours(6)).minusMillis(1)))
        .containsExactly("24_hours");
    assertThat(warnedAt(breach.id(), end.minus(Duration.ofHours(6))))
        .containsExactly("24_hours", "6_hours");
    assertThat(warnedAt(breach.id(), end.plus(Duration.ofDays(3))))
        .containsExactly("24_hours", "6_hours", "over");
  }

  @Test
  void whoeverEntersABreachLateIsWarnedOfWhatIsLeftAndNotOfWhatWas() {
    var breach = breach();

    assertThat(warnedAt(breach.id(), breach.notifyBy().minus(Duration.ofHours(1))))
        .containsExactly("6_hours");
  }

  @Test
  void whatTheAuthorityWasToldIsWarnedOfNoMore() {
    var breach = breach();
    now = now.plusSeconds(60);
    register.change(
        breach.id(),
        _ -> {},
        before ->
            facts(before, new Authority(Optional.of(now), Optional.empty(), Optional.empty())));

    assertThat(warnedAt(breach.id(), breach.notifyBy())).isEmpty();
  }

  @Test
  void ofAnyNumberOfServersOneWarns() throws Exception {
    var breach = breach();
    now = breach.notifyBy();

    try (var servers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> server = () -> news().warn();
      var all = servers.invokeAll(Collections.nCopies(8, server));
      for (Future<Integer> each : all) {
        each.get();
      }
    }

    assertThat(staffEvents(breach.id())).containsExactly("over");
  }

  @Test
  void anOrganisationIsWarnedOfItsOwnTimeWhichRunsFromWhenItWasTold() {
    var breach = breach();
    var told = now.plus(Duration.ofHours(50));
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    """
                    insert into notice (id, organisation_id, kind, about, facts, created_at, due_at)
                    values ($1, $2, 'breach', $3, '{}', now(), now())
                    """,
                    Id.next("ntc"),
                    organisation.value(),
                    breach.id()));
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    "update notice set told_at = $1 where about = $2",
                    told.atOffset(ZoneOffset.UTC),
                    breach.id()));

    now = breach.notifyBy().plusSeconds(1);
    news.warn();
    assertThat(letters()).isEmpty();

    now = told.plus(Breach.TERM).minus(Duration.ofHours(24));
    news.warn();
    now = told.plus(Breach.TERM).plusSeconds(1);
    news.warn();

    assertThat(letters()).containsExactly("breach_own_due");
    assertThat(events("breach.deadline"))
        .extracting(e -> e.getString("left"))
        .containsExactly("24_hours");
  }

  @Test
  void anObjectionIsWarnedOfOnceWhenItsDayIsNearAndOnceWhenItHasPassed() {
    var objection = objection(LocalDate.of(2090, 1, 2));
    var last = objection.answerBy();
    assertThat(last).isEqualTo(WorkingDays.FRANCE.plus(today(), 10));

    on(WorkingDays.FRANCE.minus(last, 3));
    assertThat(letters()).isEmpty();
    on(WorkingDays.FRANCE.minus(last, 2));
    on(last);
    assertThat(letters()).containsExactly("objection_due");
    on(last.plusDays(1));
    on(last.plusDays(9));

    assertThat(letters()).containsExactly("objection_due", "objection_over");
    assertThat(events("subprocessor.objection_unanswered"))
        .extracting(e -> e.getBoolean("overdue"))
        .containsExactly(false, true);
    assertThat(staffEvents(objection.id())).hasSize(2);
  }

  @Test
  void anObjectionIsToBeAnsweredBeforeWhatWasAnnouncedTakesEffect() {
    var effect = NoticePeriod.from(now).earliestEffect();
    var objection = objection(effect);

    assertThat(objection.answerBy()).isEqualTo(effect.minusDays(1));
    assertThat(objection.state(effect)).isEqualTo(Objection.State.OVERDUE);
  }

  @Test
  void anObjectionThatWasAnsweredOrWithdrawnIsWarnedOfNoMore() {
    var answered = objection(LocalDate.of(2090, 1, 2));
    var withdrawn = objection(LocalDate.of(2090, 1, 2));
    objections().answer(answered.id(), Objection.Way.LEAVE, "Leave", "opr_1", _ -> {});
    objections().withdraw(organisation, withdrawn.id(), boss);

    on(answered.answerBy().plusDays(30));

    assertThat(letters()).isEmpty();
  }

  @Test
  void thatSomebodyWasWarnedIsForgottenAMonthLaterButNotBeforeWhatIsDueIsDone() throws Exception {
    var recent = breach();
    warnedAt(recent.id(), recent.notifyBy());
    decide(recent);
    now = now.minus(Breach.TERM);
    var breach = breach();
    warnedAt(breach.id(), breach.notifyBy());
    try (var owner = new Owner(Ground.databaseUrl()).connect();
        var sql = owner.createStatement()) {
      sql.execute(
          "update deadline_warning set warned_at = now() - interval '31 days' where about = '%s'"
              .formatted(breach.id()));
    }

    sweep();
    assertThat(warnedAt(breach.id(), breach.notifyBy())).containsExactly("over");
    decide(breach);
    sweep();

    assertThat(warnings(breach)).isZero();
    assertThat(warnings(recent)).isOne();
  }

  private void decide(Breach breach) {
    register.change(
        breach.id(),
        _ -> {},
        before ->
            facts(
                before,
                new Authority(Optional.empty(), Optional.empty(), Optional.of("Unlikely"))));
  }

  private static void sweep() {
    Ground.database()
        .asStranger(tx -> tx.query("select sweep_brief('deadline_warning', now(), 1000)"));
  }

  private static long warnings(Breach breach) {
    return Ground.database()
        .asOperator(
            tx -> tx.one("select count(*) from deadline_warning where about = $1", breach.id()))
        .orElseThrow()
        .getLong(0);
  }

  private Objections objections() {
    return new Objections(Ground.database(), Ground.outbox(), () -> now);
  }

  private Objection objection(LocalDate effect) {
    var subprocessor =
        new SubprocessorRegister(Ground.database(), () -> now).add(Announced.details(), effect);
    return objections().raise(organisation, subprocessor.id(), "No", boss).orElseThrow();
  }

  private LocalDate today() {
    return WorkingDays.FRANCE.date(now);
  }

  private void on(LocalDate day) {
    now = WorkingDays.FRANCE.at(day, LocalTime.NOON);
    news.warn();
  }

  private Breach breach() {
    return register.enter(
        new BreachFacts(
            now,
            now,
            List.of(Effect.CONFIDENTIALITY),
            "A key was stolen",
            List.of(DataCategory.CALL_RECORDS),
            Optional.empty(),
            Optional.empty(),
            "",
            "",
            List.of(organisation.value()),
            Authority.NOTHING),
        "opr_1");
  }

  private static BreachFacts facts(BreachFacts before, Authority authority) {
    return new BreachFacts(
        before.occurredAt(),
        before.noticedAt(),
        before.effects(),
        before.cause(),
        before.categories(),
        before.people(),
        before.records(),
        before.consequences(),
        before.measures(),
        before.organisations(),
        authority);
  }

  /** Which warnings the operator's staff has had when everybody has looked at that time. */
  private List<String> warnedAt(String breach, Instant at) {
    now = at;
    news.warn();
    news.warn();
    return staffEvents(breach);
  }

  private static List<String> staffEvents(String about) {
    return Ground.database()
        .asOperator(
            tx ->
                tx.query(
                    """
                    select coalesce(data ->> 'left', data ->> 'overdue') as told from operator_event
                     where $1 in (data ->> 'breach_id', data ->> 'objection_id')
                       and type in ('breach.deadline', 'subprocessor.objection_unanswered')
                     order by id
                    """,
                    about))
        .stream()
        .map(row -> row.getString("told"))
        .toList();
  }

  /** What the super administrator was written, the first first. */
  private List<String> letters() {
    return Ground.database()
        .in(
            organisation,
            tx -> tx.query("select kind from mail where account_id = $1 order by id", boss))
        .stream()
        .map(row -> row.getString("kind"))
        .toList();
  }

  private List<JsonObject> events(String type) {
    return Ground.database()
        .in(
            organisation,
            tx -> tx.query("select data from event where type = $1 order by sequence", type))
        .stream()
        .map(row -> (JsonObject) row.getJson("data"))
        .toList();
  }
}
