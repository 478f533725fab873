package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.recording.RecordingAudio;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class RecordingsTest {
  private static final int HEADER = 44;
  private static final byte[] SOUND = TestRecordings.sound(RecordingAudio.RATE * 2);

  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");
  private final Client boss = organisation.boss();

  @Test
  void aRecordingIsReadAndHeard() {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);

    var recording = agent.client().get("/v1/recordings/" + id).is(200).json();
    assertThat(recording.getDouble("duration")).isEqualTo(2.0);
    assertThat(recording.getString("state")).isEqualTo("available");

    var audio = agent.client().get("/v1/recordings/" + id + "/audio").is(200);
    assertThat(audio.header("Content-Type")).isEqualTo("audio/wav");
    assertThat(audio.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(audio.bytes()).startsWith("RIFF".getBytes());
    assertThat(Arrays.copyOfRange(audio.bytes(), HEADER, HEADER + SOUND.length)).isEqualTo(SOUND);
  }

  @Test
  void eachListenerHasACopyOfTheirOwnAndWhoSpeaksSeesWhoListened() throws Exception {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);
    var path = "/v1/recordings/" + id;
    var stranger = organisation.person("agent");

    var one = boss.get(path + "/audio").is(200).bytes();
    var other = agent.client().get(path + "/audio").is(200).bytes();
    var again = boss.get(path + "/audio").is(200).bytes();

    var listenings = agent.client().get(path + "/listenings").is(200).data();
    assertThat(listenings).hasSize(2);
    assertThat(listenings)
        .extracting(entry -> entry.getJsonObject("actor").getString("id"))
        .containsExactly(agent.id(), organisation.superAdministratorId());
    assertThat(name(other)).isEqualTo(listenings.get(0).getString("id"));
    assertThat(name(one)).isEqualTo(listenings.get(1).getString("id")).isEqualTo(name(again));
    var logged = boss.get("/v1/audit_events?action=recording.heard&subject_id=" + id).data();
    assertThat(logged).extracting(entry -> entry.getString("id")).contains(name(one), name(other));
    try (var wav = AudioSystem.getAudioInputStream(new ByteArrayInputStream(one))) {
      assertThat(wav.getFrameLength()).isEqualTo(SOUND.length / 4);
    }
    stranger.client().get(path + "/listenings").refused(404, "not_found");
  }

  /** What the comment after the sound says. */
  private static String name(byte[] wav) {
    var note = Arrays.copyOfRange(wav, HEADER + SOUND.length, wav.length);
    return new String(note, 20, note.length - 20, StandardCharsets.US_ASCII).replace("\0", "");
  }

  @Test
  void aRecordingThatEndedBeforeItBeganSaysSo() {
    var id = TestRecordings.call(organisation, agent.id(), new byte[0]);

    var refusal =
        agent.client().get("/v1/recordings/" + id + "/audio").refused(409, "nothing_to_hear");

    assertThat(refusal.json().getString("detail")).contains("Nobody spoke");
  }

  @Test
  void whatIsStillLookedThroughForCardNumbersIsNotHeard() {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);
    var path = "/v1/recordings/" + id;
    TestRecordings.redaction(organisation, id, "pending");

    assertThat(boss.get(path).is(200).json().getString("redaction")).isEqualTo("pending");
    boss.get(path + "/audio").refused(409, "not_redacted_yet");

    TestRecordings.redaction(organisation, id, "done");
    boss.get(path + "/audio").is(200);
  }

  @Test
  void theManifestSaysByWhichLegsEachPartyWasHeard() {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);

    var manifest = boss.get("/v1/recordings/" + id).is(200).json().getJsonObject("manifest");

    for (var side : List.of("caller", "called")) {
      assertThat(manifest.getJsonObject(side).getJsonArray("legs"))
          .containsExactly(
              new JsonObject().put("leg_id", TestRecordings.LEG).put("from", 0).put("to", 2_000));
    }
  }

  @Test
  void bothPartiesAreHeardInOneChannelWholeOrInParts() {
    var path = "/v1/recordings/" + TestRecordings.call(organisation, agent.id(), SOUND) + "/audio";

    var mono = boss.get(path + "?channels=mono").is(200);

    assertThat(mono.bytes()[22]).as("channels").isEqualTo((byte) 1);
    assertThat(mono.bytes().length)
        .isBetween(HEADER + SOUND.length / 2, HEADER + SOUND.length / 2 + 64);
    var part = boss.get(path + "?channels=mono", "Range", "bytes=45-80").is(206);
    assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(mono.bytes(), 45, 81));
    assertThat(boss.get(path + "?format=wav&channels=stereo").is(200).bytes())
        .hasSizeGreaterThan(SOUND.length);
    boss.get(path + "?format=mp3").refused(400, "invalid_parameter");
  }

  @Test
  void aFormatThatThisMachineCannotMakeIsRefusedAndNothingIsHeard() {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);
    var path = "/v1/recordings/" + id;

    boss.get(path + "/audio?format=flac").refused(409, "format_not_available");

    assertThat(boss.get(path + "/listenings").is(200).data()).isEmpty();
  }

  @Test
  void auditsAreForAdministratorsAndByDay() {
    assertThat(boss.get("/v1/recording_audits").is(200).data()).isEmpty();
    assertThat(boss.get("/v1/recording_audits?day=2026-11-24").is(200).data()).isEmpty();
    boss.get("/v1/recording_audits?day=2026-11-31").refused(400, "invalid_parameter");
    agent.client().get("/v1/recording_audits").refused(403, "forbidden");
  }

  @Test
  void aRangeOfItsSoundIsHeard() {
    var path = "/v1/recordings/" + TestRecordings.call(organisation, agent.id(), SOUND) + "/audio";
    var all = boss.get(path).is(200).bytes();

    var part = boss.get(path, "Range", "bytes=100-40099").is(206);
    assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(all, 100, 40_100));
    assertThat(part.header("Content-Range")).isEqualTo("bytes 100-40099/" + all.length);

    var end = boss.get(path, "Range", "bytes=-10").is(206);
    assertThat(end.bytes()).isEqualTo(Arrays.copyOfRange(all, all.length - 10, all.length));

    var rest = boss.get(path, "Range", "bytes=" + (all.length - 5) + "-").is(206);
    assertThat(rest.bytes()).hasSize(5);

    var none =
        boss.get(path, "Range", "bytes=" + all.length + "-").refused(416, "range_not_satisfiable");
    assertThat(none.header("Content-Range")).isEqualTo("bytes */" + all.length);
    assertThat(boss.get(path, "Range", "bytes=0-1,4-5").is(200).bytes()).hasSameSizeAs(all);
  }

  @Test
  void recordingsAndTranscriptsAreSeenByTier() {
    var colleague = organisation.person("agent");
    var supervisor = organisation.person("supervisor");
    boss.post(
            "/v1/teams",
            new JsonObject()
                .put("name", "A team")
                .put("members", new JsonArray(List.of(supervisor.id(), agent.id()))))
        .is(201);
    var mine = TestRecordings.call(organisation, agent.id(), SOUND);
    var theirs = TestRecordings.call(organisation, colleague.id(), SOUND);

    for (var list : List.of("/v1/recordings", "/v1/transcripts")) {
      assertThat(recordings(boss, list)).containsExactly(theirs, mine);
      assertThat(recordings(supervisor.client(), list)).containsExactly(mine);
      assertThat(recordings(agent.client(), list)).containsExactly(mine);
      assertThat(recordings(TestOrganisation.make().boss(), list)).isEmpty();
      Client.operator().get(list).refused(403, "forbidden");
    }
    assertThat(recordings(boss, "/v1/recordings?user_id=" + agent.id())).containsExactly(mine);
    for (var path : List.of("/v1/recordings/" + theirs, "/v1/recordings/" + theirs + "/audio")) {
      agent.client().get(path).refused(404, "not_found");
      TestOrganisation.make().boss().get(path).refused(404, "not_found");
      Client.operator().get(path).refused(403, "forbidden");
    }
  }

  @Test
  void aRecordingIsDeletedWithItsTranscriptByAnAdministrator() {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);
    var path = "/v1/recordings/" + id;
    assertThat(boss.get("/v1/transcripts?recording_id=" + id).is(200).data()).hasSize(1);

    agent.client().delete(path).refused(403, "forbidden");
    boss.delete(path).is(204);

    boss.get(path).refused(404, "not_found");
    boss.delete(path).refused(404, "not_found");
    assertThat(boss.get("/v1/transcripts?recording_id=" + id).is(200).data()).isEmpty();
    assertThat(boss.get("/v1/events?limit=100").is(200).data())
        .extracting(event -> event.getString("type"))
        .contains("recording.deleted");
  }

  @Test
  void aTranscriptIsRead() {
    var id = TestRecordings.call(organisation, agent.id(), SOUND);
    var found = boss.get("/v1/transcripts?recording_id=" + id).is(200).data().getFirst();

    var transcript = agent.client().get("/v1/transcripts/" + found.getString("id")).is(200).json();

    assertThat(transcript.getString("recording_id")).isEqualTo(id);
    assertThat(transcript.getString("state")).isEqualTo("queued");
    organisation
        .person("agent")
        .client()
        .get("/v1/transcripts/" + found.getString("id"))
        .refused(404, "not_found");
    assertThat(boss.get("/v1/transcripts?q=nothing+was+said").is(200).data()).isEmpty();
  }

  @Test
  void whatWasSaidIsFoundInAnyFormOfItsWordsAndTakenAsAFile() {
    var recording = TestRecordings.call(organisation, agent.id(), SOUND);
    var id =
        boss.get("/v1/transcripts?recording_id=" + recording)
            .is(200)
            .data()
            .getFirst()
            .getString("id");
    var file = "/v1/transcripts/" + id + "/export";
    boss.get(file).refused(409, "not_available");

    TestRecordings.write(organisation, id, "vos", "réclamations", "arriveront");

    for (var words :
        List.of(
            "r%C3%A9clamation",
            "reclamation", "reclamations", "arriver", "%22vos+reclamations%22")) {
      assertThat(boss.get("/v1/transcripts?q=" + words).is(200).data())
          .as(words)
          .extracting(found -> found.getString("id"))
          .containsExactly(id);
    }
    assertThat(boss.get("/v1/transcripts?q=r%C3%A9clamations+-arriver").is(200).data()).isEmpty();
    assertThat(boss.get("/v1/transcripts?q=r%C3%A9clamations+-partir").is(200).data()).hasSize(1);
    var text = agent.client().get(file).is(200);
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    assertThat(text.text()).isEqualTo("[00:00:00] Appelant: vos réclamations arriveront\n");
    var cues = boss.get(file + "?format=vtt").is(200);
    assertThat(cues.header("Content-Disposition")).contains(id + ".vtt");
    assertThat(cues.text()).startsWith("WEBVTT").contains("<v Appelant>vos réclamations");
    var words = boss.get(file + "?format=json").is(200);
    assertThat(words.header("Content-Disposition")).contains(id + ".json");
    assertThat(words.json().getJsonArray("channels").getJsonObject(0).getJsonArray("words"))
        .hasSize(3);
    assertThat(boss.get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("transcript.read");
  }

  private static List<String> recordings(Client client, String list) {
    var key = list.startsWith("/v1/recordings") ? "id" : "recording_id";
    return client.get(list).is(200).data().stream().map(each -> each.getString(key)).toList();
  }
}
