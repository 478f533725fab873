package io.pronto.api;

import static io.pronto.core.live.TrunkState.State.DOWN;
import static io.pronto.core.live.TrunkState.State.RESTING;
import static io.pronto.core.live.TrunkState.State.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.live.TrunkState;
import io.pronto.core.live.TrunkStates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final String NUMBER = "+33612345678";

  private final Client operator = Client.operator();

  @Test
  void aDeckIsMadeUploadedExportedAndUploadedAgain() {
    var deck = TestDeck.buying(TestCarrier.make());
    var csv =
        """
        prefix,description,price_per_minute,connection_fee,increments,valid_from,valid_until
        33,"France, fixed",0.004,0.01,1/1,,
        336,France mobile,0.031,0,60/1,2026-12-01T00:00:00Z,2027-01-01T00:00:00Z
        """
            .replace("\n", "\r\n");

    var made = deck.upload("?effective_from=2099-01-01T00:00:00Z", csv).is(201).json();

    assertThat(made.getInteger("rates")).isEqualTo(2);
    assertThat(made.getString("rate_deck_id")).isEqualTo(deck.id());
    var path = "/v1/rate_deck_versions/" + made.getString("id");
    assertThat(operator.get(path).is(200).json()).isEqualTo(made);
    assertThat(operator.get("/v1/rate_deck_versions?rate_deck_id=" + deck.id()).is(200).data())
        .containsExactly(made);
    var exported = operator.get(path + "/export").is(200).text();
    assertThat(exported).isEqualTo(csv);
    deck.upload("?effective_from=2099-01-02T00:00:00Z", "\uFEFF" + exported).is(201);
    deck.upload("?effective_from=2099-01-02T00:00:00Z", exported).refused(409, "version_exists");
  }

  @Test
  void aTableWithFaultsIsToldRowByRowAndNothingOfItStays() {
    var deck = TestDeck.selling();
    var csv = "prefix,price_per_minute\n33,0.01\n34,-1\n33,0.02\nx,0.01\n35,\"0,01\"\n36,0,01\n";

    deck.upload("", csv)
        .refused(422, "invalid_request")
        .names("/3/price_per_minute", "negative")
        .names("/4/prefix", "duplicate_prefix")
        .names("/5/prefix", "malformed")
        .names("/6/price_per_minute", "decimal_comma")
        .names("/7/row", "cell_count");
    deck.upload("", "prefix;price_per_minute\n33;0,01\n").names("/1/row", "semicolons");

    var report = deck.upload("?dry_run=true", csv).is(200).json();
    assertThat(report.getInteger("rows")).isEqualTo(6);
    assertThat(report.getInteger("error_count")).isEqualTo(5);
    assertThat(report.getJsonArray("errors").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("line", 3)
                .put("column", "price_per_minute")
                .put("code", "negative")
                .put("detail", "Must not be negative"));
    assertThat(
            deck.upload("?dry_run=true", "prefix,price_per_minute\n33,1\n")
                .json()
                .getInteger("error_count"))
        .isZero();
    assertThat(operator.get("/v1/rate_deck_versions?rate_deck_id=" + deck.id()).data()).isEmpty();
  }

  @Test
  void aTableOfAQuarterOfAMillionRowsIsTakenUnlessOneIsBad() {
    var deck = TestDeck.selling();
    var rows = new StringBuilder("prefix,description,price_per_minute\n");
    for (int i = 0; i < 249_999; i++) {
      rows.append(1_000_000 + i).append(",Somewhere in the world,0.0123\n");
    }

    deck.upload("", rows + "9,Bad,1.5,\n")
        .refused(422, "invalid_request")
        .names("/250001/row", "cell_count");
    assertThat(operator.get("/v1/rate_deck_versions?rate_deck_id=" + deck.id()).data()).isEmpty();

    var made = deck.upload("", rows + "9,Good,1.5\n").is(201).json();
    assertThat(made.getInteger("rates")).isEqualTo(250_000);
    var version = made.getString("id");
    assertThat(
            Ground.database()
                .<Long>asOperator(
                    tx ->
                        tx.one("select count(*) from rate where version_id = $1", version)
                            .orElseThrow()
                            .getLong(0)))
        .isEqualTo(250_000);
  }

  @Test
  void whatIsNoTableOrTooLateIsRefused() {
    var deck = TestDeck.selling();
    var path = "/v1/rate_decks/" + deck.id() + "/versions";

    operator.send("POST", path, "{}", "application/json").refused(415, "unsupported_media_type");
    operator
        .send("POST", path, "a", "text/csv; charset=utf-16")
        .refused(415, "unsupported_media_type");
    operator.send("POST", path, "", "text/csv").refused(400, "body_missing");
    deck.upload("?effective_from=2020-01-01T00:00:00Z", "prefix,price_per_minute\n33,1\n")
        .refused(422, "invalid_request")
        .names("/query/effective_from", "past");
    Client.stranger().send("POST", path, "x".repeat(3_000_000), "text/csv").is(401);
    operator.get("/v1/me").is(200);
  }

  @Test
  void thereIsOneDeckForEachCarrierAndOrganisation() {
    var carrier = TestCarrier.make();
    TestDeck.buying(carrier);
    var body =
        new JsonObject()
            .put("kind", "buying")
            .put("name", Id.next("name"))
            .put("currency", "EUR")
            .put("carrier_id", carrier.id());

    operator.post("/v1/rate_decks", body).refused(409, "deck_exists");
    operator
        .post("/v1/rate_decks", body.copy().putNull("carrier_id"))
        .refused(422, "invalid_request");
    body.remove("carrier_id");
    operator.post("/v1/rate_decks", body).names("/carrier_id", "required");
    operator
        .post(
            "/v1/rate_decks",
            body.put("kind", "selling").put("organisation_id", "org_00000000000000000000000000"))
        .names("/organisation_id", "not_found");
  }

  @Test
  void whatHasBeenEffectiveStays() {
    var deck = TestDeck.selling();
    var later = deck.version("33,0.01").id();
    operator.delete("/v1/rate_deck_versions/" + later).is(204);
    var now = deck.now("33,0.01").id();

    operator.delete("/v1/rate_deck_versions/" + now).refused(409, "version_in_use");
    operator.delete("/v1/rate_decks/" + deck.id()).refused(409, "deck_in_use");
  }

  @Test
  void theCostOfACallIsToldWayByWay() {
    var cheap = TestCarrier.make();
    var dear = TestCarrier.make();
    var other = TestCarrier.make();
    TestDeck.buying(cheap).now("336,0.03");
    TestDeck.buying(dear).now("33,0.01\n336,0.05");
    TestDeck.buying(other).now("44,0.01");
    var first = operator.post("/v1/trunks", first(dear)).is(201).id();
    var second = operator.post("/v1/trunks", first(cheap)).is(201).id();
    var third = operator.post("/v1/trunks", first(other)).is(201).id();
    var organisation = TestOrganisation.make();
    TestDeck.selling(organisation).now("33,0.10");
    var path =
        "/v1/routing/cost?number=%2B33612345678&seconds=61&organisation_id=" + organisation.id();
    Waiting.until(
        "the rates are known", () -> operator.get(path).json().getJsonObject("selling") != null);

    var answer = operator.get(path).is(200).json();

    assertThat(amount(way(answer, second))).isEqualTo("0.060000");
    assertThat(way(answer, second).getJsonObject("price").getInteger("billed_seconds"))
        .isEqualTo(120);
    assertThat(amount(way(answer, first))).isEqualTo("0.100000");
    assertThat(way(answer, second).getInteger("position"))
        .isLessThan(way(answer, first).getInteger("position"));
    assertThat(way(answer, first).getString("reason_text")).contains("Dearer");
    assertThat(way(answer, third).getString("reason")).isEqualTo("no_rate");
    assertThat(way(answer, third).getValue("position")).isNull();
    assertThat(answer.getJsonObject("selling").getString("amount")).isEqualTo("0.200000");
    assertThat(answer.getJsonObject("selling").getJsonObject("rate").getString("price_per_minute"))
        .isEqualTo("0.100000");
    assertThat(answer.getBoolean("toll_free")).isFalse();
    var free = operator.get(path.replace("612345678", "800123456")).is(200).json();
    assertThat(free.getBoolean("toll_free")).isTrue();
    assertThat(free.getValue("selling")).isNull();
    for (var id : new String[] {first, second, third}) {
      operator.delete("/v1/trunks/" + id).is(204);
    }
  }

  @Test
  void aTrunkThatIsDownIsPassedOverAndTriedOnlyWhereNoneIsUp() {
    var cheap = TestCarrier.make();
    var dear = TestCarrier.make();
    TestDeck.buying(cheap).now("3368,0.03");
    TestDeck.buying(dear).now("3368,0.05");
    var down = operator.post("/v1/trunks", first(cheap)).is(201).id();
    var full = operator.post("/v1/trunks", first(cheap).put("name", "Lyon").put("max_channels", 2));
    var up = operator.post("/v1/trunks", first(dear)).is(201).id();
    var path = "/v1/routing/cost?number=%2B33681234567";
    Waiting.until(
        "the rates are known", () -> way(operator.get(path).json(), up).getValue("price") != null);

    seen("one", state("one", down, DOWN, 0), state("one", full.id(), UP, 2));
    seen("two", state("two", down, RESTING, 0), state("two", full.id(), UP, 2));
    var answer = operator.get(path).is(200).json();

    assertThat(way(answer, down).getValue("position")).isNull();
    assertThat(way(answer, down).getString("reason")).isEqualTo("trunk_down");
    assertThat(way(answer, down).getString("reason_text"))
        .contains("does not answer (no answer to OPTIONS)")
        .contains("passed over");
    assertThat(amount(way(answer, down))).isEqualTo("0.090000");
    assertThat(way(answer, down).getJsonArray("status")).hasSize(2);
    assertThat(way(answer, full.id()).getValue("position")).isNull();
    assertThat(way(answer, full.id()).getString("reason")).isEqualTo("trunk_full");
    assertThat(way(answer, up).getInteger("position")).isEqualTo(1);
    assertThat(way(answer, up).getString("reason_text")).startsWith("The cheapest");
    assertThat(way(answer, up).getValue("passed_over")).isNull();

    seen("one", state("one", down, DOWN, 0), state("one", full.id(), UP, 0));
    seen("two", state("two", down, UP, 0), state("two", full.id(), UP, 0));
    answer = operator.get(path).is(200).json();

    assertThat(way(answer, down).getInteger("position")).isEqualTo(1);
    assertThat(way(answer, down).getString("reason_text")).contains("Only one passes it over");
    assertThat(way(answer, full.id()).getInteger("position")).isEqualTo(2);

    var all = new TrunkStore(Ground.database()).all().stream().map(Trunk::id);
    seen("two");
    seen("one", all.map(id -> state("one", id, DOWN, 0)).toArray(TrunkState[]::new));
    answer = operator.get(path).is(200).json();

    assertThat(way(answer, down).getInteger("position")).isEqualTo(1);
    assertThat(way(answer, down).getString("passed_over")).isEqualTo("trunk_down");
    assertThat(way(answer, down).getString("reason")).isEqualTo("price");
    assertThat(way(answer, down).getString("reason_text")).contains("no trunk is up");
    new TrunkStates(TestServer.REDIS).forget("one");
    new TrunkStates(TestServer.REDIS).forget("two");
    for (var id : new String[] {down, full.id(), up}) {
      operator.delete("/v1/trunks/" + id).is(204);
    }
  }

  /** A trunk that comes before those of other tests. */
  private static JsonObject first(TestCarrier carrier) {
    return carrier.trunk().put("priority", 0);
  }

  private static void seen(String node, TrunkState... states) {
    new TrunkStates(TestServer.REDIS).put(node, List.of(states));
  }

  private static TrunkState state(String node, String trunk, TrunkState.State state, int channels) {
    return new TrunkState(
        trunk,
        node,
        state,
        Instant.parse("2026-11-24T09:00:00Z"),
        state == UP ? "" : "no answer to OPTIONS",
        channels,
        Optional.empty());
  }

  @Test
  void anAccountIsToppedUpOnceAndReadByItsAdministrators() {
    var organisation = TestOrganisation.make();
    var path = "/v1/organisations/" + organisation.id();
    var account =
        operator
            .patch(
                path + "/account",
                new JsonObject().put("mode", "prepaid").put("low_balance", "5.00"))
            .is(200)
            .json();
    assertThat(account.getString("balance")).isEqualTo("0.000000");
    var body = new JsonObject().put("kind", "top_up").put("amount", "50.10").put("note", "4711");

    operator.post(path + "/ledger", body).refused(400, "idempotency_key_missing");
    var entry = topUp(path, body, "key-1").is(201).json();
    assertThat(topUp(path, body, "key-1").is(201).json()).isEqualTo(entry);
    topUp(path, body.copy().put("amount", "-1"), "key-2").names("/amount", "malformed");
    topUp(path, body.copy().put("amount", "1,50"), "key-3").refused(422, "invalid_request");

    var boss = organisation.boss();
    assertThat(boss.get("/v1/account").is(200).json().getString("balance")).isEqualTo("50.100000");
    assertThat(boss.get("/v1/ledger").is(200).data()).containsExactly(entry);
    assertThat(operator.get(path + "/ledger?kind=top_up").is(200).data()).containsExactly(entry);
    assertThat(operator.get(path + "/ledger?kind=call").is(200).data()).isEmpty();
    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .contains("balance.changed");
    operator
        .patch(path + "/account", new JsonObject().put("currency", "USD"))
        .refused(409, "currency_in_use");
    assertThat(TestOrganisation.make().boss().get("/v1/ledger").is(200).data()).isEmpty();
  }

  @Test
  void callsOfAPeriodAreRatedAgainWithoutBeingChanged() {
    var organisation = TestOrganisation.make();
    var deck = TestDeck.selling(organisation);
    deck.now("33,0.10");
    var at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    charged(organisation.id(), at, 60, "0.10");
    charged(organisation.id(), at, 61, "0.20");
    var next = deck.version("33,0.10\n336,0.05").id();
    var body = new JsonObject().put("from", at.minusSeconds(10)).put("until", at.plusSeconds(10));

    var sums = operator.post("/v1/rate_deck_versions/" + next + "/rerating", body).is(200).json();

    assertThat(sums.getInteger("calls")).isEqualTo(2);
    assertThat(sums.getInteger("calls_changed")).isEqualTo(2);
    assertThat(sums.getString("before")).isEqualTo("0.300000");
    assertThat(sums.getString("difference")).isEqualTo("-0.150000");
    assertThat(sums.getJsonArray("organisations"))
        .isEqualTo(
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("organisation_id", organisation.id())
                        .put("difference", "-0.150000")));
    operator
        .post(
            "/v1/rate_deck_versions/" + next + "/rerating", body.put("until", at.minusSeconds(20)))
        .names("/until", "period");
    assertThat(organisation.boss().get("/v1/charges").is(200).data())
        .extracting(charge -> charge.getString("price"))
        .containsExactlyInAnyOrder("0.100000", "0.200000");
  }

  /** A call that was charged, as the record of a real one would have been. */
  private static void charged(String organisation, Instant at, int seconds, String price) {
    var call = CallId.next().value();
    Owner.execute(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
                         called_name, started_at, answered_at, ended_at, cause, sip_status,
                         ended_by, diversions, legs, recording_ids, node)
        values ('%1$s', '%2$s', 'outbound', '+33123456789', '', '%3$s', '', '%4$s', '%4$s',
                '%4$s'::timestamptz + make_interval(secs => %5$d), 'normal', 200, 'caller', '{}',
                '[]', '{}', 'test');
        insert into call_charge (call_id, organisation_id, started_at, seconds, billed_seconds,
                                 price, currency)
        values ('%1$s', '%2$s', '%4$s', %5$d, %5$d, %6$s, 'EUR')
        """
            .formatted(call, organisation, NUMBER, at, seconds, price));
  }

  private static Answer topUp(String path, JsonObject body, String key) {
    return Client.operator()
        .exchange(
            "POST", path + "/ledger", body.encode(), "application/json", "Idempotency-Key", key);
  }

  private static JsonObject way(JsonObject answer, String trunk) {
    return answer.getJsonArray("ways").stream()
        .map(JsonObject.class::cast)
        .filter(way -> way.getString("trunk_id").equals(trunk))
        .findFirst()
        .orElseThrow();
  }

  private static String amount(JsonObject way) {
    return way.getJsonObject("price").getString("amount");
  }
}
