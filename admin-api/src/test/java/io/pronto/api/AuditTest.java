package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.audit.AuditSeals;
import io.pronto.core.recording.RecordingAudio;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aChangeIsToldWithWhoFromWhereBeforeAndAfterButNoSecret() {
    var device = organisation.device(boss, organisation.superAdministratorId()).getString("id");
    var changed = boss.patch("/v1/devices/" + device, new JsonObject().put("kind", "softphone"));
    boss.post("/v1/devices/" + device + "/password", new JsonObject()).is(201);
    boss.delete("/v1/devices/" + device).is(204);

    var events = events(boss, "subject_id=" + device);

    assertThat(events)
        .extracting(event -> event.getString("action"))
        .containsExactly("device.created", "device.changed", "device.changed", "device.deleted");
    assertThat(events.get(1).getJsonObject("before").getMap()).isEqualTo(kind("desk_phone"));
    assertThat(events.get(1).getJsonObject("after").getMap()).isEqualTo(kind("softphone"));
    assertThat(events.get(1).getString("request_id")).isEqualTo(changed.header("X-Request-Id"));
    assertThat(events.get(1).getString("source")).isEqualTo("127.0.0.1");
    assertThat(events)
        .extracting(event -> event.getJsonObject("actor").getString("id"))
        .containsOnly(organisation.superAdministratorId());
    assertThat(events.get(2).getJsonObject("after").getMap())
        .isEqualTo(Map.of("ha1_md5", "***", "ha1_sha256", "***"));
    assertThat(events.toString()).doesNotContainPattern("ha1_md5\":\"[0-9a-f]");
  }

  @Test
  void whatIsRefusedLeavesNoChange() {
    var team = boss.post("/v1/teams", new JsonObject().put("name", "Sales")).is(201).id();
    boss.post("/v1/teams", new JsonObject().put("name", "Sales")).refused(409, "name_taken");
    boss.patch("/v1/teams/" + team, new JsonObject().put("name", "Sales")).is(200);

    assertThat(events(boss, "action=team.*")).hasSize(1);
  }

  @Test
  void whoHearsARecordingIsWrittenDownOnceForAllItsPieces() {
    var agent = organisation.person("agent");
    var recording =
        TestRecordings.call(organisation, agent.id(), TestRecordings.sound(RecordingAudio.RATE));
    var path = "/v1/recordings/" + recording + "/audio";

    agent.client().get(path).is(200);
    agent.client().get(path, "Range", "bytes=100-200").is(206);
    boss.get(path, "Range", "bytes=0-1").is(206);
    organisation.person("agent").client().get(path).refused(404, "not_found");
    boss.delete("/v1/recordings/" + recording).is(204);

    var events = events(boss, "subject_id=" + recording);
    assertThat(events)
        .extracting(event -> event.getString("action"))
        .containsExactly("recording.heard", "recording.heard", "recording.deleted");
    assertThat(events.getLast().getJsonObject("before").getString("number")).isEqualTo("***");
    assertThat(events.getLast().getJsonObject("before").getString("user_ids")).isEqualTo("***");
    assertThat(events)
        .extracting(event -> event.getJsonObject("actor").getString("id"))
        .containsExactly(
            agent.id(), organisation.superAdministratorId(), organisation.superAdministratorId());
  }

  @Test
  void piecesAskedForAtOnceAreOneListening() {
    var recording =
        TestRecordings.call(
            organisation,
            organisation.superAdministratorId(),
            TestRecordings.sound(RecordingAudio.RATE));

    IntStream.range(0, 20)
        .parallel()
        .forEach(i -> boss.get("/v1/recordings/" + recording + "/audio", "Range", "bytes=0-9"));

    assertThat(events(boss, "subject_id=" + recording)).hasSize(1);
  }

  @Test
  void whoReadsATranscriptIsWrittenDownAndWhoSeesAnEmptyOneIsNot() {
    var agent = organisation.person("agent");
    TestRecordings.call(organisation, agent.id(), TestRecordings.sound(RecordingAudio.RATE));
    var transcript = boss.get("/v1/transcripts").is(200).data().getFirst().getString("id");
    assertThat(events(boss, "subject_id=" + transcript)).isEmpty();

    Owner.execute(
        """
        update transcript set state = 'available', text = 'one', words =
          '{"caller": [{"text": "one", "start": 0, "end": 1, "confidence": 1}], "called": []}'
         where id = '%s'
        """
            .formatted(transcript));
    agent.client().get("/v1/transcripts/" + transcript).is(200);
    boss.get("/v1/transcripts").is(200);

    assertThat(events(boss, "subject_id=" + transcript))
        .extracting(event -> event.getJsonObject("actor").getString("id"))
        .containsExactly(agent.id(), organisation.superAdministratorId());
  }

  @Test
  void whoRenamesATeamMovesNobody() {
    var agent = organisation.person("agent");
    var team =
        boss.post(
                "/v1/teams",
                new JsonObject()
                    .put("name", "Sales")
                    .put("members", new JsonArray().add(agent.id())))
            .is(201)
            .id();

    boss.patch("/v1/teams/" + team, new JsonObject().put("name", "Care")).is(200);

    assertThat(events(boss, "subject_id=" + team))
        .extracting(event -> event.getString("action"))
        .containsExactlyInAnyOrder("team.created", "team_member.created", "team.changed");
  }

  @Test
  void aPasswordChosenByALinkIsTheUsersOwnDoing() {
    var made =
        boss.post(
                "/v1/users",
                new JsonObject()
                    .put("email", TestOrganisation.email())
                    .put("name", "Eve")
                    .put("role", "agent"))
            .is(201)
            .json();
    var body =
        new JsonObject()
            .put("token", made.getJsonObject("sign_up").getString("token"))
            .put("password", TestServer.PASSWORD);
    Client.stranger().post("/v1/sign_ups", body).is(204);

    assertThat(events(boss, "actor_id=" + made.getString("id")))
        .extracting(event -> event.getString("action"))
        .containsExactly("user.changed");
  }

  @Test
  void whoSignsInAndOutIsWrittenDown() {
    var person = organisation.person("agent");
    person.client().delete("/v1/sessions").is(204);

    var events = events(boss, "actor_id=" + person.id());

    assertThat(events)
        .extracting(event -> event.getString("action"))
        .containsExactly("session.opened", "session.ended");
    assertThat(events.getFirst().getJsonObject("actor").getString("email"))
        .isEqualTo(person.email());
  }

  @Test
  void eachRealmSeesItsOwnAndWhatTheOperatorDidToAnOrganisation() {
    organisation.device(boss, organisation.superAdministratorId());
    Client.operator()
        .patch("/v1/organisations/" + organisation.id(), new JsonObject().put("name", "Renamed"))
        .is(200);
    TestCarrier.make();

    var ours = events(boss, "occurred_at[gte]=2020-01-01T00:00:00Z");
    assertThat(ours)
        .extracting(event -> event.getString("action"))
        .contains("organisation.created", "organisation.changed", "user.created", "device.created")
        .doesNotContain("carrier.created");
    assertThat(ours).extracting(event -> event.getString("chain")).containsOnly(organisation.id());
    var operators = events(Client.operator(), "sort=-occurred_at&limit=100");
    assertThat(operators)
        .allMatch(
            event ->
                event.getString("chain").equals("operator")
                    || event.getJsonObject("actor").getString("type").equals("operator"))
        .extracting(event -> event.getString("action"))
        .contains("organisation.changed", "carrier.created")
        .doesNotContain("device.created");
    assertThat(events(TestOrganisation.make().boss(), "subject_id=" + organisation.id())).isEmpty();
  }

  @Test
  void pagesFollowEachOther() {
    IntStream.range(0, 5).forEach(i -> organisation.person("agent"));

    var first = boss.get("/v1/audit_events?action=user.created&limit=4").is(200).json();
    var next = first.getJsonObject("page").getString("next");
    var second = boss.get("/v1/audit_events?action=user.created&limit=4&after=" + next).is(200);

    assertThat(first.getJsonArray("data")).hasSize(4);
    assertThat(second.data()).hasSize(2);
  }

  @Test
  void theChainIsWholeHoweverManyWriteAtOnce() {
    IntStream.range(0, 20)
        .parallel()
        .forEach(i -> organisation.device(boss, organisation.superAdministratorId()));

    var verdict = verification();

    assertThat(verdict.getBoolean("intact")).isTrue();
    var events = events(boss, "limit=100");
    assertThat(events)
        .extracting(event -> event.getLong("sequence"))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, verdict.getInteger("events"))
                .mapToObj(Long::valueOf)
                .toList());
    assertThat(events.getLast().getString("hash")).isEqualTo(verdict.getString("hash"));
  }

  @Test
  void aByteThatWasChangedIsFoundAndNamed() {
    organisation.person("agent");
    assertThat(verification().getBoolean("intact")).isTrue();

    tamper("update audit_event set source = '10.0.0.1' where chain = '%s' and sequence = 3");

    var verdict = verification();
    assertThat(verdict.getBoolean("intact")).isFalse();
    assertThat(verdict.getLong("events")).isEqualTo(2);
    assertThat(verdict.getString("fault")).startsWith("Event 3 (aud_");
  }

  @Test
  void anEventThatWasTakenOutIsMissed() {
    organisation.person("agent");

    tamper("delete from audit_event where chain = '%s' and sequence = 2");

    assertThat(verification().getString("fault")).isEqualTo("Event 2 is missing: 3 follows");
  }

  @Test
  void whereAReasonIsAskedForNobodyListensWithoutOne() {
    var agent = organisation.person("agent");
    var recording = TestRecordings.call(organisation, agent.id(), TestRecordings.sound(8_000));
    var audio = "/v1/recordings/" + recording + "/audio";
    agent.client().get(audio).is(200);
    agent.client().patch("/v1/settings", reasons(true)).refused(403, "forbidden");
    boss.patch("/v1/settings", reasons(true)).is(200);

    agent.client().get(audio).refused(422, "invalid_request").names("/query/reason", "required");
    agent.client().get(audio + "?reason=%20").refused(422, "invalid_request");
    agent.client().get(audio + "?reason=A%20complaint").is(200);
    agent.client().get(audio + "?reason=A%20complaint").is(200);
    agent.client().get(audio + "?reason=Training").is(200);

    var heard = events(boss, "action=recording.heard&subject_id=" + recording);
    assertThat(heard)
        .extracting(AuditTest::reason)
        .containsExactly(null, "A complaint", "Training");
    assertThat(events(boss, "action=settings.changed"))
        .hasSize(1)
        .allMatch(event -> event.getJsonObject("after").getBoolean("listening_reason"));
  }

  private static String reason(JsonObject event) {
    var particulars = event.getJsonObject("after");
    return particulars == null ? null : particulars.getString("reason");
  }

  private static JsonObject reasons(boolean asked) {
    return new JsonObject().put("listening_reason", asked);
  }

  @Test
  void aRefusedSignInIsWrittenDownOnceAMinute() {
    var agent = organisation.person("agent");
    var wrong = new JsonObject().put("email", agent.email()).put("password", "not that one");
    for (int i = 0; i < 3; i++) {
      Client.stranger().post("/v1/sessions", wrong).refused(401, "wrong_credentials");
    }

    var query = "action=session.refused&subject_id=" + agent.id();
    Waiting.until("it is written down", () -> !events(boss, query).isEmpty());
    var event = events(boss, query).getFirst();
    assertThat(events(boss, query)).hasSize(1);
    assertThat(event.getString("source")).isEqualTo("127.0.0.1");
    assertThat(event.getJsonObject("actor").getString("id")).isNull();
    assertThat(event.getJsonObject("after").getString("fault")).isEqualTo("password");
  }

  @Test
  void theLogIsExportedAsATableThatNoSpreadsheetExecutes() {
    var named = new JsonObject().put("name", "=cmd(\"x\"), \nY");
    boss.post("/v1/teams", named).is(201);

    var table = boss.get("/v1/audit_events/export").is(200);
    var lines = table.text().split("\r\n");

    assertThat(table.header("Content-Type")).startsWith("text/csv");
    assertThat(lines[0]).startsWith("sequence,id,occurred_at,chain,");
    assertThat(lines).hasSize(1 + events(boss, "limit=100").size());
    assertThat(table.text()).contains("\"\"name\"\":\"\"=cmd(");
    assertThat(boss.get("/v1/audit_events/export?action=team.created").text().lines()).hasSize(2);
    assertThat(TestOrganisation.make().boss().get("/v1/audit_events/export").text())
        .doesNotContain(organisation.id());
  }

  @Test
  void hashesMadeAnewBetrayThemselvesByTheSeal() {
    organisation.person("agent");
    AuditSeals.seal(Ground.database(), MasterKey.of(Ground.secretsKey()));
    organisation.person("agent");
    var before = verification();
    assertThat(before.getBoolean("intact")).isTrue();
    assertThat(before.getLong("sealed")).isBetween(1L, before.getLong("events") - 1);

    tamper(
        """
        do $$
        declare previous bytea; e audit_event;
        begin
          for e in select * from audit_event where chain = '%s' order by sequence loop
            if e.sequence = 2 then
              e.source := '10.0.0.1';
              e.person_hash := audit_person_hash(e);
            end if;
            previous := audit_hash(previous, e);
            update audit_event set source = e.source, person_hash = e.person_hash, hash = previous
             where id = e.id;
          end loop;
        end $$
        """);

    var verdict = verification();
    assertThat(verdict.getBoolean("intact")).isFalse();
    assertThat(verdict.getLong("events")).isEqualTo(before.getLong("sealed") - 1);
    assertThat(verdict.getString("fault"))
        .startsWith("Event %d (aud_".formatted(before.getLong("sealed")))
        .contains("is not what was sealed");
  }

  @Test
  void anEndThatWasCutOffIsMissedByItsSeal() {
    organisation.person("agent");
    AuditSeals.seal(Ground.database(), MasterKey.of(Ground.secretsKey()));
    long sealed = verification().getLong("sealed");

    tamper("delete from audit_event where chain = '%s' and sequence > 2");

    assertThat(verification().getString("fault"))
        .isEqualTo("Event %d is missing: a seal says that there was one".formatted(sealed));
  }

  @Test
  void afterAYearAnEventForgetsWhoseItWasAndTheChainIsWhole() {
    organisation.person("agent");
    tamper(
        """
        do $$
        declare previous bytea; e audit_event;
        begin
          for e in select * from audit_event where chain = '%s' order by sequence loop
            e.occurred_at := e.occurred_at - interval '1 year 1 day';
            previous := audit_hash(previous, e);
            update audit_event set occurred_at = e.occurred_at, hash = previous where id = e.id;
          end loop;
        end $$
        """);
    organisation.person("agent");
    assertThat(verification().getBoolean("intact")).isTrue();
    assertThat(
            refusal("update audit_event set source = '', actor_email = null, person_salt = null"))
        .contains("the audit log is only added to");

    Ground.database().asStranger(tx -> tx.query("select forget_whose_audit_events(now(), 100000)"));

    assertThat(verification().getBoolean("intact")).isTrue();
    var actors = new ArrayList<JsonObject>();
    events(boss, "action=user.created&limit=100")
        .forEach(event -> actors.add(event.getJsonObject("actor")));
    assertThat(actors.getFirst().getString("email")).isNull();
    assertThat(actors.getFirst().getString("id")).isNotBlank();
    assertThat(actors.getLast().getString("email")).isNotBlank();
    tamper("update audit_event set source = null, actor_email = null where chain = '%s'");
    assertThat(verification().getBoolean("intact")).as("half forgotten").isFalse();
  }

  @Test
  void whatSomebodyIsCalledIsNobodysBusinessThere() {
    var named = new JsonObject().put("name", "Ada Lovelace").put("role", "administrator");
    boss.patch("/v1/users/" + organisation.person("agent").id(), named).is(200);

    var changed = events(boss, "action=user.changed").getLast();

    assertThat(changed.getJsonObject("after").getString("name")).isEqualTo("***");
    assertThat(changed.getJsonObject("after").getString("role")).isEqualTo("administrator");
    assertThat(changed.getJsonObject("before").getString("name")).isEqualTo("***");
  }

  @Test
  void nobodyChangesTheLogInPassing() {
    for (var change :
        List.of(
            "update audit_event set source = ''",
            "delete from audit_event",
            "truncate audit_event")) {
      assertThat(refusal(change)).contains("the audit log is only added to");
    }
  }

  @Test
  void onlySuperAdministratorsReadIt() {
    for (var role : Set.of("administrator", "supervisor", "agent")) {
      organisation.person(role).client().get("/v1/audit_events").refused(403, "forbidden");
    }
  }

  private JsonObject verification() {
    return boss.get("/v1/audit_events/verification").is(200).json();
  }

  /** As somebody with all rights on the database would. */
  private void tamper(String sql) {
    Owner.execute("set session_replication_role = replica; " + sql.formatted(organisation.id()));
  }

  private static String refusal(String sql) {
    try {
      Owner.execute(sql);
      return "";
    } catch (IllegalStateException refused) {
      return refused.getCause().getMessage();
    }
  }

  private static List<JsonObject> events(Client who, String query) {
    var sort = query.contains("sort=") ? "" : "&sort=occurred_at";
    return who.get("/v1/audit_events?" + query.replace("[", "%5B").replace("]", "%5D") + sort)
        .is(200)
        .data();
  }

  private static Map<String, Object> kind(String kind) {
    return Map.of("kind", kind);
  }
}
