package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A firm that is open from Monday to Friday, and on Saturday night, and what would become of calls.
 */
class SimulationTest {
  private static final String CUSTOMER = "%2B33612345678";
  private static final String CANVASSER = "%2B33162345678";
  private static final String STRANGER = "%2B33687654321";

  private static TestOrganisation firm;
  private static Client boss;
  private static TestOrganisation.Person anna;
  private static TestOrganisation.Person bruno;
  private static String number;
  private static String schedule;

  @BeforeAll
  static void open() {
    firm = TestOrganisation.make();
    boss = firm.boss();
    anna = person("Anna");
    bruno = person("Bruno");
    number = TestCarrier.make().block();
    boss.post(
            "/v1/numbers",
            new JsonObject()
                .put("number", number)
                .put("destination", new JsonObject().put("type", "user").put("id", anna.id())))
        .is(201);
    schedule = boss.post("/v1/schedules", office()).is(201).id();
    boss.patch(
            "/v1/numbers/" + number.replace("+", "%2B") + "/routing",
            new JsonObject()
                .put("schedule_id", schedule)
                .put("closed", new JsonObject().put("type", "number").put("number", "+33199000000"))
                .put("anonymous", new JsonObject().put("masked", "reject")))
        .is(200);
    boss.post(
            "/v1/blocked_callers",
            new JsonObject()
                .put("number", "+33162")
                .put("match", "prefix")
                .put("reason", "Canvassing")
                .put("answer", "unwanted"))
        .is(201);
    boss.post(
            "/v1/vip_callers",
            new JsonObject().put("number", "+33612345678").put("outside_hours", true))
        .is(201);
    boss.patch(
            "/v1/users/" + anna.id() + "/forwarding",
            new JsonObject()
                .put("no_answer", new JsonObject().put("type", "user").put("id", bruno.id())))
        .is(200);
  }

  private static TestOrganisation.Person person(String name) {
    var person = firm.person("agent");
    boss.patch("/v1/users/" + person.id(), new JsonObject().put("name", name)).is(200);
    return person;
  }

  private static JsonObject office() {
    var hours = new JsonArray();
    for (var day : List.of("monday", "tuesday", "wednesday", "thursday", "friday")) {
      hours.add(span("09:00", "18:00").put("day", day));
    }
    hours.add(span("00:00", "04:00").put("day", "sunday"));
    return new JsonObject()
        .put("name", "Office")
        .put("time_zone", "Europe/Paris")
        .put("hours", hours)
        .put("holidays", "fr")
        .put(
            "exceptions",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("date", "2026-12-24")
                        .put("name", "Christmas Eve")
                        .put("open", new JsonArray().add(span("09:00", "12:00")))));
  }

  private static JsonObject span(String from, String to) {
    return new JsonObject().put("from", from).put("to", to);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from=%2B33687654321&at=2026-11-23T10:00                   | user      | hours.open         | Monday 23 November 2026, 10:00: within the weekly hours
          from=%2B33687654321&at=2026-11-23T18:00                   | number    | hours.closed       | outside the weekly hours
          from=%2B33687654321&at=2026-04-06T10:00                   | number    | holiday.closed     | a public holiday, Lundi de Pâques
          from=%2B33687654321&at=2026-12-24T11:00                   | user      | exception.open     | Christmas Eve
          from=%2B33687654321&at=2026-03-29T02:30                   | user      | hours.open         | That local time does not exist
          from=%2B33687654321&at=2026-10-25T02:30                   | user      | hours.open         | That local time comes twice
          from=%2B33162345678&at=2026-11-23T10:00                   | rejection | caller_list.blocked | Canvassing
          from=%2B33612345678&at=2026-11-22T12:00                   | user      | closed.passed_as_vip | the VIP is let through
          presentation=masked&at=2026-11-23T10:00                   | rejection | anonymous.refused  | masked by a network
          presentation=hidden&at=2026-11-23T10:00                   | user      | anonymous.accepted | hidden by the caller
          from=%2B33687654321&at=2026-11-23T10:00&devices=no_answer | rejection | forward_no_answer.none | Anna does not answer, and has calls forwarded to Bruno then
          from=%2B33687654321&at=2026-11-23T10:00&devices=busy      | rejection | forward_busy.none  | Anna is busy
          """)
  void aCaseIsDecidedAndExplained(String question, String type, String found, String words) {
    var answer = simulate(question);

    assertThat(answer.getJsonObject("destination").getString("type")).isEqualTo(type);
    assertThat(steps(answer)).contains(found);
    assertThat(answer.getString("explanation")).contains(words);
  }

  @Test
  void outsideTheHoursTheNumberItselfIsShownOutside() {
    var answer = simulate("from=" + STRANGER + "&at=2026-11-22T12:00");

    assertThat(answer.getJsonObject("destination"))
        .isEqualTo(
            new JsonObject()
                .put("type", "number")
                .put("number", "+33199000000")
                .put("shown", number));
    assertThat(answer.getJsonArray("diversions").getJsonObject(0).getString("reason"))
        .isEqualTo("time-of-day");
  }

  @Test
  void aBlockedCallerIsAnsweredAsConfigured() {
    var answer = simulate("from=" + CANVASSER + "&at=2026-11-23T10:00");

    assertThat(answer.getJsonObject("destination").getInteger("sip_status")).isEqualTo(607);
    assertThat(answer.getJsonObject("destination").getString("cause")).isEqualTo("blocked");
  }

  @Test
  void aCallThatLeadsOutsideIsAskedWhatRealOnesAre() {
    var shop = Shop.open();

    assertThat(steps(shop.call("%2B33199000000")))
        .endsWith("destination_rules.open", "breaker.none_tripped", "credit.pays_afterwards");
    var premium = shop.call("0899123456");
    assertThat(steps(premium)).endsWith("destination_rules.closed");
    assertThat(cause(premium)).isEqualTo("destination_not_allowed");
    assertThat(premium.getString("explanation")).contains("premium rate, France");
    assertThat(steps(shop.call("%2B442071234567"))).contains("new_country.new");
    assertThat(steps(shop.call("3179"))).contains("destination_rules.open");
    assertThat(steps(shop.call("112"))).containsExactly("emergency.passes");

    assertThat(shop.traces()).isZero();
  }

  @Test
  void whatWouldStopTheCallIsTold() {
    var shop = Shop.open();
    shop.rule("country_attempts_new_country_day", "0");
    var held = shop.call("%2B442071234567");
    assertThat(steps(held)).endsWith("new_country.held");
    assertThat(cause(held)).isEqualTo("breaker_tripped");

    shop.rule("organisation_attempts_any_hour", "0");
    assertThat(steps(shop.call("%2B33199000000"))).endsWith("breaker.would_trip");
    assertThat(shop.traces()).isZero();

    Owner.execute(
        """
        insert into fraud_alarm
          (id, organisation_id, rule, subject, most, at_ceiling, call_id, number, country, tripped_at)
        values ('%s', '%s', 'organisation_spending_any_day', '', 150, false,
          'call_01JD9Z3V7K8Q2N4M6P8R0T2W4Y', '+33899123456', 'FR', now())
        """
            .formatted(Id.next("alm"), shop.firm().id()));
    var tripped = shop.call("%2B33199000000");
    assertThat(steps(tripped)).endsWith("breaker.tripped");
    assertThat(tripped.getString("explanation")).contains("organisation_spending_any_day");
  }

  @Test
  void whoPaysBeforehandNeedsAPriceAndABalance() {
    var shop = Shop.open();
    var account = "/v1/organisations/" + shop.firm().id();
    Client.operator().patch(account + "/account", new JsonObject().put("mode", "prepaid")).is(200);

    Waiting.until(
        "the terms are known", () -> "no_price".equals(cause(shop.call("%2B33199000000"))));
    assertThat(steps(shop.call("0800123456"))).endsWith("credit.free");
    TestDeck.selling(shop.firm()).now("33,0.60");
    Waiting.until(
        "the price is known",
        () -> steps(shop.call("%2B33199000000")).contains("credit.exhausted"));
    Client.operator()
        .exchange(
            "POST",
            account + "/ledger",
            new JsonObject().put("kind", "top_up").put("amount", "0.70").encode(),
            "application/json",
            "Idempotency-Key",
            "top-up")
        .is(201);
    var covered = shop.call("%2B33199000000");
    assertThat(steps(covered)).endsWith("credit.covered");
    assertThat(covered.getString("explanation")).contains("60 seconds");
    assertThat(shop.traces()).isZero();
  }

  /** An organisation of its own with a colleague who may show a number. */
  private record Shop(TestOrganisation firm, String extension) {
    static Shop open() {
      var firm = TestOrganisation.make();
      var person = firm.person("agent");
      firm.boss()
          .post(
              "/v1/numbers",
              new JsonObject()
                  .put("number", TestCarrier.make().block())
                  .put("destination", new JsonObject().put("type", "user").put("id", person.id())))
          .is(201);
      var extension =
          firm.boss().get("/v1/users/" + person.id()).is(200).json().getString("extension");
      return new Shop(firm, extension);
    }

    JsonObject call(String to) {
      return firm.boss()
          .get("/v1/routing/simulation?from=" + extension + "&to=" + to, "Accept-Language", "en-GB")
          .is(200)
          .json();
    }

    void rule(String name, String limit) {
      firm.boss().patch("/v1/fraud_rules/" + name, new JsonObject().put("limit", limit)).is(200);
    }

    /** What a simulation may leave behind: nothing. */
    long traces() {
      var id = firm.id();
      return Ground.database()
          .<Long>in(
              new OrganisationId(id),
              tx ->
                  tx.one(
                          """
                          select (select count(*) from fraud_alarm where organisation_id = $1)
                               + (select count(*) from called_country_known
                                   where organisation_id = $1)
                               + (select count(*) from credit_lease where organisation_id = $1) as n
                          """,
                          id)
                      .orElseThrow()
                      .getLong("n"));
    }
  }

  private static String cause(JsonObject answer) {
    return answer.getJsonObject("destination").getString("cause");
  }

  @Test
  void theTimeIsTheSchedulesAndMaySayItsOffset() {
    var skipped = simulate("from=" + CUSTOMER + "&at=2026-03-29T02:30");
    assertThat(skipped.getString("clock")).isEqualTo("skipped");
    assertThat(skipped.getString("at")).isEqualTo("2026-03-29T01:30:00Z");
    assertThat(skipped.getString("local_time")).isEqualTo("2026-03-29T03:30:00");

    var second = simulate("from=" + CUSTOMER + "&at=2026-10-25T02:30:00%2B01:00");
    assertThat(second.getString("clock")).isEqualTo("plain");
    assertThat(second.getString("at")).isEqualTo("2026-10-25T01:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({"fr, 'un jour férié, Lundi de Pâques'", "it, 'un giorno festivo'"})
  void itSpeaksTheLanguageThatIsAskedFor(String language, String words) {
    var answer =
        boss.get(
                path("from=" + STRANGER + "&at=2026-04-06T10:00"),
                "Accept-Language",
                language + "-XX,de;q=0.9")
            .is(200)
            .json();

    assertThat(answer.getString("language")).isEqualTo(language);
    assertThat(answer.getString("explanation")).contains(words);
  }

  @Test
  void whatIsSetByHandCountsAtOnce() {
    var path = "/v1/schedules/" + schedule;
    boss.patch(
            path,
            new JsonObject()
                .put(
                    "override",
                    new JsonObject().put("state", "open").put("until", "2030-01-01T00:00:00Z")))
        .is(200);
    assertThat(steps(simulate("from=" + STRANGER + "&at=2026-11-22T12:00")))
        .contains("override.open");

    boss.patch(path, new JsonObject().putNull("override")).is(200);
    assertThat(steps(simulate("from=" + STRANGER + "&at=2026-11-22T12:00")))
        .contains("hours.closed");
  }

  @Test
  void whatCannotBeSimulatedIsRefusedByName() {
    var theirs = TestCarrier.make().block();
    TestOrganisation.make().boss().post("/v1/numbers", new JsonObject().put("number", theirs));
    var to = "&to=" + theirs.replace("+", "%2B");

    boss.get("/v1/routing/simulation?from=" + STRANGER + to)
        .refused(400, "invalid_parameter")
        .names("/query/to", "not_found");
    boss.get(path("from=999")).refused(400, "invalid_parameter").names("/query/from", "not_found");
    boss.get(path("at=2026-02-30T10:00"))
        .refused(400, "invalid_parameter")
        .names("/query/at", "malformed");
    boss.get("/v1/routing/simulation").refused(400, "invalid_parameter");
    anna.client().get(path("from=" + STRANGER)).refused(403, "forbidden");
  }

  private static JsonObject simulate(String question) {
    return boss.get(path(question), "Accept-Language", "en-GB").is(200).json();
  }

  private static String path(String question) {
    return "/v1/routing/simulation?to=" + number.replace("+", "%2B") + '&' + question;
  }

  private static List<String> steps(JsonObject answer) {
    return answer.getJsonArray("trace").stream()
        .map(JsonObject.class::cast)
        .map(step -> step.getString("rule") + '.' + step.getString("result"))
        .toList();
  }
}
