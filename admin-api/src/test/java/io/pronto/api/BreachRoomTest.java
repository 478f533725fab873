package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A key is stolen: whom that affects. */
class BreachRoomTest {
  /** Takes part in every call of the tests. */
  private static final String DIVERTED_BY = "+33555555555";

  private static final byte[] SOUND = TestRecordings.sound(8_000);

  private final Client operator = Client.operator();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final TestOrganisation.Person agent = organisation.person("agent");
  private final String own = rented();

  /** A call from {@code caller} that the agent took and that was recorded. */
  private record Call(String id, String recording, String caller) {}

  @Test
  void aStolenKeyAffectsThoseWhomItReadAndNobodyElse() {
    var heard = call();
    var listed = call();
    var unread = call();
    var card = contact();
    contact();
    var others = TestOrganisation.make();
    var stranger = call(others, others.person("agent").id());
    var key = key(organisation);
    var since = Instant.now();

    key.get("/v1/recordings/" + heard.recording + "/audio").is(200);
    key.get("/v1/cdrs?number=" + encoded(listed.caller)).is(200);
    key.get("/v1/contacts?q=" + encoded(card)).is(200);
    boss.get("/v1/cdrs/" + unread.id).is(200);
    key(others).get("/v1/cdrs/" + stranger.id).is(200);
    key.get("/v1/cdrs/" + stranger.id).refused(404, "not_found");

    var breach = operator.post("/v1/breaches", RegistersTest.breach()).is(201).id();
    trace(breach, "api_key", organisation.boss().get("/v1/api_keys").data().getFirst(), since);
    var affected = operator.get("/v1/breaches/" + breach + "/affected").is(200).json();
    assertThat(affected.getJsonArray("organisations")).hasSize(1);
    var counts = affected.getJsonArray("organisations").getJsonObject(0);
    assertThat(counts.getString("organisation_id")).isEqualTo(organisation.id());
    assertThat(counts.getInteger("recordings_heard")).isEqualTo(1);
    assertThat(counts.getInteger("calls")).isEqualTo(1);
    assertThat(counts.getInteger("contacts")).isEqualTo(1);
    assertThat(affected.encode()).doesNotContain(heard.caller, listed.caller, card, agent.email());
    var entered = operator.get("/v1/breaches/" + breach).is(200).json();
    assertThat(entered.getJsonArray("organisation_ids")).isEqualTo(JsonArray.of(organisation.id()));
    assertThat(entered.getInteger("people")).isEqualTo(5);

    var notice = told(breach);
    assertThat(people(notice))
        .containsExactlyInAnyOrder(heard.caller, listed.caller, card, agent.email(), DIVERTED_BY);
    others.boss().get("/v1/notices/" + notice + "/people").refused(404, "not_found");
    operator.get("/v1/notices/" + notice + "/people").refused(403, "forbidden");
    assertThat(boss.get("/v1/audit_events?action=breach.people_read").data()).isNotEmpty();
  }

  @Test
  void pagesThatFollowEachOtherAndWhatIsSeenAgainAreAllKnown() {
    var calls = Stream.generate(this::call).limit(3).toList();
    var key = key(organisation);
    var since = Instant.now();

    var first = key.get("/v1/cdrs?limit=1").is(200);
    var next = first.json().getJsonObject("page").getString("next");
    key.get("/v1/cdrs?limit=1&after=" + next).is(200);
    key.get("/v1/cdrs?limit=1").is(200);

    assertThat(affectedBy("api_key", key(boss), since))
        .containsExactlyInAnyOrder(
            calls.get(2).caller, calls.get(1).caller, agent.email(), DIVERTED_BY);
  }

  @Test
  void whatWasDeletedAfterItWasHeardIsStillKnownByItsCall() {
    var call = call();
    var key = key(organisation);
    var since = Instant.now();

    key.get("/v1/recordings/" + call.recording + "/audio").is(200);
    boss.delete("/v1/recordings/" + call.recording).is(204);

    assertThat(affectedBy("api_key", key(boss), since))
        .containsExactlyInAnyOrder(call.caller, agent.email(), DIVERTED_BY);
  }

  @Test
  void whoTookAnExportTookItsCalls() {
    var call = call();
    call();
    Owner.execute(
        """
        update reading set began_at = began_at - interval '1 hour', ended_at = ended_at - interval '1 hour'
         where organisation_id = '%s'
        """
            .formatted(organisation.id()));
    var since = Instant.now();
    var filter = new JsonObject().put("number", call.caller);
    var made =
        boss.post("/v1/exports", new JsonObject().put("kind", "cdrs").put("filter", filter))
            .is(201)
            .json();

    assertThat(affectedBy("user", organisation.superAdministratorId(), since)).isEmpty();
    var url = made.getString("url");
    Client.stranger().get(url.substring(url.indexOf("/v1/"))).is(200);

    assertThat(affectedBy("user", organisation.superAdministratorId(), since))
        .containsExactlyInAnyOrder(call.caller, agent.email(), DIVERTED_BY);
  }

  @Test
  void aSessionHasReadWhatItsUserReadInIt() {
    var call = call();
    var since = Instant.now();
    agent.client().get("/v1/cdrs/" + call.id).is(200);
    var opened =
        boss.get("/v1/audit_events?action=session.opened&actor_id=" + agent.id())
            .is(200)
            .data()
            .getFirst();

    assertThat(affectedBy("session", opened.getString("subject_id"), since))
        .containsExactlyInAnyOrder(call.caller, agent.email(), DIVERTED_BY);
  }

  @Test
  void draftsSayWhatIsKnownInTheLanguageThatIsAskedFor() {
    var key = key(organisation);
    var call = call();
    var since = Instant.now();
    key.get("/v1/cdrs/" + call.id).is(200);
    var breach = operator.post("/v1/breaches", RegistersTest.breach()).is(201).id();
    trace(breach, "api_key", new JsonObject().put("id", key(boss)), since);

    var operators = operator.get("/v1/breaches/" + breach + "/drafts?language=it").is(200).json();
    var ours =
        boss.get("/v1/notices/" + told(breach) + "/drafts?language=fr&authority=garante")
            .is(200)
            .json();

    assertThat(operators.getJsonArray("drafts")).hasSize(3);
    assertThat(operators.encode())
        .contains("Garante", "A disk was sold", "[da completare]")
        .doesNotContain(call.caller);
    assertThat(ours.getJsonArray("drafts")).hasSize(2);
    assertThat(ours.encode()).contains("Garante", "Nombre approximatif de personnes : 3");
  }

  @Test
  void termsThatContradictThemselvesAreRefusedByField() {
    var breach = operator.post("/v1/breaches", RegistersTest.breach()).is(201).id();
    var path = "/v1/breaches/" + breach + "/traces";
    var terms =
        new JsonObject()
            .put("means", "user")
            .put("value", key(boss).replace("key_", "usr_"))
            .put("since", "2026-01-02T00:00:00Z")
            .put("until", "2026-01-02T00:00:00Z");

    operator.post(path, terms).refused(422, "invalid_request").names("/until", "too_early");
    operator
        .post(path, terms.put("means", "session").put("until", "2026-01-03T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/value", "malformed");
  }

  private List<String> affectedBy(String means, String value, Instant since) {
    var breach =
        operator
            .post(
                "/v1/breaches",
                RegistersTest.breach().put("organisation_ids", JsonArray.of(organisation.id())))
            .is(201)
            .id();
    trace(breach, means, new JsonObject().put("id", value), since);
    return people(told(breach));
  }

  private void trace(String breach, String means, JsonObject who, Instant since) {
    var terms =
        new JsonObject()
            .put("means", means)
            .put("value", who.getString("id"))
            .put("since", since.truncatedTo(ChronoUnit.MICROS).toString())
            .put("until", Instant.now().plus(Duration.ofSeconds(60)).toString());
    operator.post("/v1/breaches/" + breach + "/traces", terms).is(201);
  }

  /** The id of what the organisation is told of it. */
  private String told(String breach) {
    operator.post("/v1/breaches/" + breach + "/notice", new JsonObject()).is(201);
    return boss.get("/v1/notices?about=" + breach).is(200).data().getFirst().getString("id");
  }

  private List<String> people(String notice) {
    return boss.get("/v1/notices/" + notice + "/people").is(200).data().stream()
        .map(person -> person.getString("person"))
        .toList();
  }

  private Call call() {
    return call(organisation, agent.id());
  }

  private Call call(TestOrganisation of, String userId) {
    var recording = TestRecordings.call(of, userId, SOUND);
    var caller = number();
    Owner.execute(
        """
        update cdr set caller_number = '%s', called_number = '%s'
         where recording_ids @> array['%s']
        """
            .formatted(caller, own, recording));
    var id = of.boss().get("/v1/recordings/" + recording).is(200).json().getString("call_id");
    return new Call(id, recording, caller);
  }

  /** The number of a new contact. */
  private String contact() {
    var number = number();
    boss.post(
            "/v1/contacts",
            new JsonObject().put("name", "Bob").put("numbers", JsonArray.of(number)))
        .is(201);
    return number;
  }

  private String rented() {
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    return number;
  }

  private static Client key(TestOrganisation of) {
    return ApiKeysTest.client(
        MatrixThings.key(of, "recordings:read", "calls:read", "contacts:read"));
  }

  /** The id of the last key of an organisation. */
  private static String key(Client boss) {
    var keys = boss.get("/v1/api_keys").is(200).data();
    return keys.isEmpty() ? "key_01JD9Z3V7K8Q2N4M6P8R0T2W4Y" : keys.getFirst().getString("id");
  }

  private static String number() {
    return "+336" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
