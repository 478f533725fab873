package io.pronto.core.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Outbox;
import io.pronto.core.live.OwnRedis;
import io.pronto.core.live.Redis;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes, over the real Redis and the real database. */
class FraudWatchTest {
  private static final String PREMIUM = "+33899123456";

  private static final MailQueue MAIL =
      new MailQueue(MasterKey.of(Ground.secretsKey()), URI.create("https://pronto.example.com"));

  private final OwnRedis server = OwnRedis.start();
  private final Outbox outbox = new Outbox(Ground.database());
  private final OrganisationId organisation = Ground.organisation();
  private final FraudAlarmStore alarms = new FraudAlarmStore(Ground.database(), outbox);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<HangupCause> cut = new CopyOnWriteArrayList<>();
  private final FraudWatch one = node();
  private final FraudWatch other = node();
  private int extension;

  @AfterEach
  void close() throws Exception {
    for (var each : opened) {
      each.close();
    }
    outbox.close();
    server.stop();
  }

  @Test
  void nodesCountTogether() {
    open();

    assertThat(admitted(one)).isTrue();
    assertThat(admitted(other)).isTrue();
    assertThat(admitted(one)).isTrue();

    assertThat(admitted(other)).isFalse();
    assertThat(admitted(one)).isFalse();
    assertThat(alarm().rule()).contains("premium_hour");
  }

  @Test
  void ofManyCallsAtOnceNoMorePassThanTheLimit() throws InterruptedException {
    open();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 64)
              .<Callable<Boolean>>mapToObj(i -> () -> admitted(i % 2 == 0 ? one : other))
              .toList();

      assertThat(threads.invokeAll(tasks).stream().filter(done -> done.resultNow()))
          .hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void withoutRedisEachNodeGoesOnCountingItsOwn() {
    open();
    assertThat(admitted(one)).isTrue();

    server.stop();

    assertThat(IntStream.range(0, 20).filter(_ -> admitted(one)).count()).isEqualTo(2);
    assertThat(alarm().userId()).contains("usr_1");
  }

  @Test
  void aReleaseLetsCallsPassAgainOnEveryNode() {
    open();
    IntStream.range(0, 4).forEach(_ -> admitted(one));
    assertThat(admitted(other)).isFalse();

    var alarm = alarm();
    Waiting.until(
        "all are released",
        () -> {
          alarms
              .list(organisation, true, PageRequest.first(10))
              .items()
              .forEach(open -> alarms.release(organisation, open.id(), "usr_boss", _ -> {}));
          return admitted(one) && admitted(other);
        });

    var released = alarms.find(organisation, alarm.id()).orElseThrow();
    assertThat(released.releasedBy()).contains("usr_boss");
    assertThat(released.isOpen(Clock.systemUTC().instant())).isFalse();
  }

  @Test
  void aBreakerThatTripsElsewhereEndsCallsHere() {
    open();
    assertThat(admitted(other)).isTrue();

    Waiting.until("the breaker trips", () -> !admitted(one));

    Waiting.until("the call is cut", () -> cut.contains(HangupCause.BREAKER_TRIPPED));
  }

  @Test
  void theConfirmationOfANewCountryOpensIt() {
    limit("country_attempts_new_country_day", "0");
    Waiting.until("the rule is known", () -> !passes(one, "+37120000001"));
    var alarm = alarm();
    assertThat(alarm.country()).isEqualTo("LV");

    alarms.release(organisation, alarm.id(), "usr_boss", _ -> {});

    Waiting.until("the country is open", () -> passes(one, "+37120000001"));
    assertThat(passes(one, "+37060000001")).isFalse();
  }

  @Test
  void callsThatGoOnAreCountedByTheMinute() {
    open();
    limit("user_spending_premium_hour", "10");
    var call = (FraudWatch.Verdict.Admitted) admit(one, PREMIUM);

    IntStream.range(0, 2).forEach(_ -> call.call().goOn());
    assertThat(cut).isEmpty();
    call.call().goOn();

    assertThat(cut).contains(HangupCause.BREAKER_TRIPPED);
    call.call().end(Duration.ofMinutes(3), false);
  }

  @Test
  void alarmsWaitForTheirTurnAndAreToldAsEvents() {
    open();
    IntStream.range(0, 4).forEach(_ -> admitted(one));

    alarm();

    var types =
        Ground.database()
            .in(organisation, tx -> tx.query("select type from event order by sequence"))
            .stream()
            .map(row -> row.getString("type"))
            .toList();
    assertThat(types).contains("fraud.breaker_tripped");
  }

  @Test
  void administratorsAreWrittenTo() {
    person("administrator");
    person("super_administrator");
    person("agent");
    open();

    IntStream.range(0, 4).forEach(_ -> admitted(one));

    Waiting.until("mail is queued", () -> mails() > 0);
    assertThat(mails()).isEqualTo(2);
  }

  private long mails() {
    return Ground.database()
        .in(
            organisation,
            tx -> tx.one("select count(*) from mail where kind = 'fraud_alarm'").orElseThrow())
        .getLong(0);
  }

  private void person(String role) {
    var id = Id.next("usr");
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into user_account (id, organisation_id, email, name, role, extension)
                    values ($1, $2, $3, 'Somebody', $4, $5)
                    """,
                    id,
                    organisation.value(),
                    id + "@example.com",
                    role,
                    Integer.toString(100 + extension++)));
  }

  private FraudAlarm alarm() {
    Waiting.until(
        "an alarm", () -> !alarms.list(organisation, true, PageRequest.first(1)).items().isEmpty());
    return alarms.list(organisation, true, PageRequest.first(1)).items().getFirst();
  }

  private boolean admitted(FraudWatch node) {
    return passes(node, PREMIUM);
  }

  private boolean passes(FraudWatch node, String number) {
    return admit(node, number) instanceof FraudWatch.Verdict.Admitted;
  }

  private FraudWatch.Verdict admit(FraudWatch node, String number) {
    return node.admit(
        CallId.next(),
        organisation,
        Optional.of("usr_1"),
        Optional.of("dev_1"),
        number,
        "FR",
        cut::add);
  }

  private void open() {
    new DestinationRuleStore(Ground.database())
        .replace(
            organisation,
            _ -> new DestinationRules(Map.of(NumberType.PREMIUM, true), Map.of(), Map.of()));
  }

  private void limit(String rule, String most) {
    new FraudRuleStore(Ground.database())
        .change(
            organisation,
            RuleName.of(rule).orElseThrow(),
            before ->
                new FraudRule(
                    before.name(), new BigDecimal(most), true, true, Optional.empty(), true));
  }

  private FraudWatch node() {
    var redis = new Redis[1];
    Waiting.until("Redis answers", () -> connects(redis));
    var watch =
        new FraudWatch(
            Ground.database(),
            redis[0],
            outbox,
            Optional.of(MAIL),
            Tariff.BY_CLASS,
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    opened.add(watch);
    opened.add(redis[0]);
    return watch;
  }

  private boolean connects(Redis[] redis) {
    try {
      redis[0] = new Redis(server.url());
      return true;
    } catch (RedisUnavailable notYet) {
      return false;
    }
  }
}
