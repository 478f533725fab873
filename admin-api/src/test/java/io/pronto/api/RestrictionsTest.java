package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.RecordingState;
import io.pronto.core.live.LiveCall;
import io.pronto.core.recording.RecordingAudio;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody has had restricted is kept, and nobody uses it until that is lifted. */
class RestrictionsTest {
  /** Whoever calls in {@link TestRecordings#call}. */
  private static final String CALLER = "+33123456789";

  private static final byte[] SOUND = TestRecordings.sound(RecordingAudio.RATE);

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void whatWasSaidIsNotHeardReadFoundOrDeletedUntilThatIsLifted() {
    var recording = TestRecordings.call(organisation, agent.id(), SOUND);
    var transcript = written(organisation, recording);
    var elsewhere = TestOrganisation.make();
    var theirs = TestRecordings.call(elsewhere, elsewhere.person("agent").id(), SOUND);
    var sound = "/v1/recordings/" + recording + "/audio";

    var restriction = restrict(CALLER);

    for (var client : List.of(boss, agent.client())) {
      assertThat(client.get("/v1/recordings").is(200).data())
          .extracting(each -> each.getBoolean("restricted"))
          .containsExactly(true);
      for (var query : List.of("", "?format=wav", "?channels=mono", "?reason=I+want+to")) {
        client.get(sound + query).refused(423, "restricted");
      }
      client.get("/v1/transcripts/" + transcript).refused(423, "restricted");
      client.get("/v1/transcripts/" + transcript + "/export").refused(423, "restricted");
      for (var query : List.of("", "?q=orchid", "?recording_id=" + recording)) {
        assertThat(client.get("/v1/transcripts" + query).is(200).data()).isEmpty();
      }
      assertThat(client.get("/v1/cdrs").is(200).data())
          .extracting(each -> each.getBoolean("restricted"))
          .containsExactly(true);
    }
    var refused = boss.delete("/v1/recordings/" + recording).refused(423, "restricted").json();
    assertThat(refused.getString("detail")).contains(restriction, "super administrator", "art. 18");
    assertThat(boss.get("/v1/recordings/" + recording).is(200).json().getString("evidence"))
        .isEqualTo("bound");
    assertThat(exported()).doesNotContain(CALLER);
    elsewhere.boss().get("/v1/recordings/" + theirs + "/audio").is(200);
    elsewhere.boss().get("/v1/transcripts/" + written(elsewhere, theirs)).is(200);

    lift(restriction).is(200);

    assertThat(boss.get(sound).is(200).bytes()).hasSizeGreaterThan(SOUND.length);
    boss.get("/v1/transcripts/" + transcript + "/export").is(200);
    assertThat(boss.get("/v1/transcripts?q=orchid").is(200).data()).hasSize(1);
    assertThat(boss.get("/v1/cdrs").is(200).data().getFirst().getBoolean("restricted")).isFalse();
    assertThat(exported()).contains(CALLER);
    boss.delete("/v1/recordings/" + recording).is(204);
  }

  @Test
  void whoeverMaySeeNoneOfItLearnsNothing() {
    var transcript = written(organisation, TestRecordings.call(organisation, agent.id(), SOUND));
    restrict(CALLER);

    var other = organisation.person("agent").client();

    other.get("/v1/transcripts/" + transcript).is(404);
    TestOrganisation.make().boss().get("/v1/transcripts/" + transcript).is(404);
  }

  @Test
  void whatIsRecordedMeanwhileIsRestrictedToo() {
    restrict(CALLER);

    var recording = TestRecordings.call(organisation, agent.id(), SOUND);

    boss.get("/v1/recordings/" + recording + "/audio").refused(423, "restricted");
    assertThat(boss.get("/v1/transcripts").is(200).data()).isEmpty();
  }

  @Test
  void whatIsSaidNowIsNotFollowed() {
    var call = organisation.calling(agent.id(), LiveCall.State.ANSWERED, RecordingState.RUNNING);
    var caller =
        boss.get("/v1/calls/" + call).is(200).json().getJsonObject("caller").getString("number");

    restrict(caller);

    boss.get("/v1/calls/" + call + "/transcript/stream").refused(423, "restricted");
  }

  @Test
  void anAccountIsRestrictedByItsAddress() {
    var recording = TestRecordings.call(organisation, agent.id(), SOUND);
    var email = boss.get("/v1/users/" + agent.id()).is(200).json().getString("email");

    var colleague = organisation.person("agent").id();
    var other = TestRecordings.call(organisation, colleague, SOUND);

    var restriction = restrict(email);

    boss.get("/v1/recordings/" + recording + "/audio").refused(423, "restricted");
    boss.get("/v1/recordings/" + other + "/audio").is(200);
    assertThat(boss.get("/v1/cdrs?user_id=" + colleague).is(200).data())
        .extracting(each -> each.getBoolean("restricted"))
        .containsExactly(false);
    boss.post("/v1/contacts", ContactsTest.contact()).is(201);
    lift(restriction).is(200);
    boss.get("/v1/recordings/" + recording + "/audio").is(200);
  }

  @Test
  void aContactIsNeitherFoundNorChangedNorMade() {
    var number = SubjectRequestsTest.someNumber();
    var card = ContactsTest.contact().put("numbers", JsonArray.of("+33144556677", number));
    var path = "/v1/contacts/" + boss.post("/v1/contacts", card).is(201).id();

    var restriction = restrict(number);

    assertThat(boss.get("/v1/contacts").is(200).data()).isEmpty();
    assertThat(boss.get("/v1/contacts?q=01+44+55").is(200).data()).isEmpty();
    boss.get(path).refused(423, "restricted");
    boss.patch(path, new JsonObject().put("name", "Eve")).refused(423, "restricted");
    boss.delete(path).refused(423, "restricted");
    boss.post("/v1/contacts", card).refused(423, "restricted");
    var table = "name,numbers\nEve,%s\n".formatted(number);
    boss.send("POST", "/v1/contacts/import", table, "text/csv").refused(423, "restricted");
    var other = boss.post("/v1/contacts", ContactsTest.contact()).is(201).id();
    boss.patch("/v1/contacts/" + other, new JsonObject().put("numbers", JsonArray.of(number)))
        .refused(423, "restricted");
    boss.get("/v1/contacts/con_01JD9Z3V7K8Q2N4M6P8R0T2W4Y").is(404);

    lift(restriction).is(200);

    assertThat(boss.get(path).is(200).text()).contains(number);
    boss.patch(path, new JsonObject().put("name", "Eve")).is(200);
    boss.delete(path).is(204);
  }

  @Test
  void whoIsRestrictedStillLearnsWhatIsKept(@TempDir Path folder) throws Exception {
    var recording = TestRecordings.call(organisation, agent.id(), SOUND);
    written(organisation, recording);
    restrict(CALLER);
    var access =
        boss.post(
                "/v1/subject_requests",
                SubjectRequestsTest.request("access").put("subject", CALLER))
            .is(201)
            .id();

    var handover =
        SubjectRequestsTest.instruct(boss, access, "export")
            .is(200)
            .json()
            .getJsonObject("handover");

    SubjectRequestsTest.extract(handover, folder);
    assertThat(folder.resolve("audio/" + recording + ".wav")).exists();
    assertThat(Files.readString(folder.resolve("transcript.json"))).contains("orchid");
  }

  @Test
  void aSuperAdministratorOpensItForAClaimAndThatIsInTheLog() {
    var recording = TestRecordings.call(organisation, agent.id(), SOUND);
    var transcript = written(organisation, recording);
    restrict(CALLER);
    var sound = "/v1/recordings/" + recording + "/audio";
    var ground = "?ground=legal_claims&reason=Case+24";

    boss.get(sound + "?ground=legal_claims")
        .refused(422, "invalid_request")
        .names("/query/reason", "required");
    boss.get(sound + "?ground=storage&reason=x").refused(400, "invalid_parameter");
    organisation.person("administrator").client().get(sound + ground).refused(403, "forbidden");
    var key = MatrixThings.key(organisation, "recordings:read").json().getString("token");
    new Client(Optional.of(key)).get(sound + ground).refused(403, "forbidden");

    boss.get(sound + ground).is(200);
    assertThat(boss.get("/v1/transcripts/" + transcript + ground).is(200).text())
        .contains("orchid");
    boss.get("/v1/transcripts/" + transcript + "/export" + ground).is(200);

    var log = boss.get("/v1/audit_events?action=restricted.used").is(200).data();
    assertThat(log).hasSize(3).allSatisfy(each -> assertThat(each.encode()).contains("Case 24"));
    boss.get(sound).refused(423, "restricted");
  }

  @Test
  void nothingIsRestrictedBeforeItIsInstructedNorTwiceNorANumberOfOnesOwn() {
    var recording = TestRecordings.call(organisation, agent.id(), SOUND);
    var asked = ask(CALLER);

    boss.get("/v1/recordings/" + recording + "/audio").is(200);
    assertThat(boss.get("/v1/restrictions").is(200).data()).isEmpty();
    SubjectRequestsTest.instruct(boss, asked, "erase").refused(409, "action_does_not_fit");
    var access = boss.post("/v1/subject_requests", SubjectRequestsTest.request("access")).id();
    SubjectRequestsTest.instruct(boss, access, "restrict").refused(409, "action_does_not_fit");

    var instructed = SubjectRequestsTest.instruct(boss, asked, "restrict").is(200).json();

    assertThat(instructed.getJsonObject("request").getString("state")).isEqualTo("done");
    var again = SubjectRequestsTest.instruct(boss, ask(CALLER), "restrict");
    assertThat(again.refused(409, "already_restricted").text())
        .contains(instructed.getString("restriction_id"));
    var own = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", own)).is(201);
    SubjectRequestsTest.instruct(boss, ask(own), "restrict").refused(409, "own_number");
  }

  @Test
  void itIsLiftedOnceByWhoeverSaysWhenThePersonWasTold() {
    var path = "/v1/restrictions/" + restrict(CALLER);
    var since = Instant.parse(boss.get(path).is(200).json().getString("instructed_at"));
    var told = new JsonObject().put("informed_at", Instant.now().toString()).put("note", "Right");

    boss.post(path + "/lifting", told.copy().put("informed_at", "yesterday"))
        .refused(422, "invalid_request");
    var without = told.copy();
    without.remove("informed_at");
    boss.post(path + "/lifting", without).refused(422, "invalid_request");
    without.put("informed_at", told.getString("informed_at")).remove("note");
    boss.post(path + "/lifting", without)
        .refused(422, "invalid_request")
        .names("/note", "required");
    for (var wrong : List.of(since.minusSeconds(1), Instant.now().plus(1, ChronoUnit.HOURS))) {
      boss.post(path + "/lifting", told.copy().put("informed_at", wrong.toString()))
          .refused(422, "invalid_request")
          .names("/informed_at", "not_informed");
    }
    TestOrganisation.make().boss().post(path + "/lifting", told).is(404);
    assertThat(boss.get(path).json().getString("state")).isEqualTo("in_force");

    var lifted = boss.post(path + "/lifting", told).is(200).json();

    assertThat(lifted.getString("state")).isEqualTo("lifted");
    assertThat(lifted.getValue("subject")).isNull();
    assertThat(lifted.getJsonObject("lifting").getString("note")).isEqualTo("Right");
    boss.post(path + "/lifting", told).refused(409, "already_lifted");
    var log = boss.get("/v1/audit_events?limit=100").is(200).text();
    assertThat(log).contains("restriction.created", "restriction.changed").doesNotContain(CALLER);
    restrict(CALLER);
  }

  private String ask(String subject) {
    return boss.post(
            "/v1/subject_requests",
            SubjectRequestsTest.request("restriction").put("subject", subject))
        .is(201)
        .id();
  }

  private String restrict(String subject) {
    return SubjectRequestsTest.instruct(boss, ask(subject), "restrict")
        .is(200)
        .json()
        .getString("restriction_id");
  }

  private Answer lift(String restriction) {
    return boss.post(
        "/v1/restrictions/" + restriction + "/lifting",
        new JsonObject()
            .put("informed_at", Instant.now().toString())
            .put("note", "It is put right"));
  }

  /** Of what was said in it something is written down; its transcript's id. */
  private static String written(TestOrganisation of, String recording) {
    var id =
        of.boss()
            .get("/v1/transcripts?recording_id=" + recording)
            .is(200)
            .data()
            .getFirst()
            .getString("id");
    TestRecordings.write(of, id, "an", "orchid");
    return id;
  }

  private String exported() {
    var made = boss.post("/v1/exports", new JsonObject().put("kind", "cdrs")).is(201).json();
    var path = made.getString("url").replaceFirst("^.*?/v1/", "/v1/");
    return Client.stranger().get(path).is(200).text();
  }
}
