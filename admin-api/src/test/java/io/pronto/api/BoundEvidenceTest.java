package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.recording.RecordingAudio;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parties were told is bound to the sound of a recording: nobody hears one without. */
class BoundEvidenceTest {
  private static final byte[] SOUND = TestRecordings.sound(RecordingAudio.RATE);
  private static final String KEPT = "manifest #- '{notice}'";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String agent = organisation.person("agent").id();

  @Test
  void aRecordingWhoseEvidenceIsWhatItWasIsHeard() {
    var id = TestRecordings.call(organisation, agent, SOUND);

    boss.get("/v1/recordings/" + id + "/audio").is(200);

    var recording = boss.get("/v1/recordings/" + id).is(200).json();
    assertThat(recording.getString("evidence")).isEqualTo("bound");
    assertThat(recording.getJsonObject("manifest").getJsonObject("notice"))
        .isEqualTo(TestRecordings.notice());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest #- '{notice}'",
        "jsonb_set(manifest, '{notice,sha256}', '\"1111\"')",
        "jsonb_set(manifest, '{notice,policy}', '\"none\"')",
        "jsonb_set(manifest, '{notice,heard,called,whole}', 'false')",
        "jsonb_set(manifest, '{notice,heard,caller,last_frame}', '\"2026-11-30T09:00:09Z\"')",
        "jsonb_set(manifest, '{notice}', '{}')",
      })
  void oneWhoseEvidenceWasTamperedWithIsNotHeardAndIsNotLost(String tampered) {
    var id = TestRecordings.call(organisation, agent, SOUND);
    var path = "/v1/recordings/" + id;
    TestRecordings.tamper(organisation, id, "manifest = " + tampered);

    for (var asked : List.of("/audio", "/audio?channels=mono")) {
      var refusal = boss.get(path + asked).refused(409, "evidence_differs").json();
      assertThat(refusal.getString("detail")).contains("what the parties were told");
    }

    assertThat(boss.get(path).is(200).json().getString("evidence")).isEqualTo("differs");
    assertThat(boss.get("/v1/recordings").data())
        .extracting(each -> each.getString("evidence"))
        .containsExactly("differs");
    assertThat(boss.get(path + "/listenings").is(200).data()).isEmpty();
    assertThat(logged("recording.evidence_differs", id)).as("found").isEqualTo(1);
    assertThat(logged("recording.hearing_refused", id)).as("refused").isEqualTo(2);
  }

  @Test
  void itIsHeardAgainOnceItsEvidenceIsWhatItWas() {
    var id = TestRecordings.call(organisation, agent, SOUND);
    var path = "/v1/recordings/" + id;
    TestRecordings.tamper(organisation, id, "manifest = " + KEPT);
    boss.get(path + "/audio").refused(409, "evidence_differs");

    TestRecordings.tamper(
        organisation,
        id,
        "manifest = jsonb_set(manifest, '{notice}', '%s')"
            .formatted(TestRecordings.notice().encode()));

    boss.get(path + "/audio").is(200);
    assertThat(boss.get(path).is(200).json().getString("evidence")).isEqualTo("bound");
    assertThat(logged("recording.evidence_agrees", id)).isEqualTo(1);
  }

  @Test
  void theEvidenceOfAnotherRecordingDoesNotHelpAndNeitherDoesItsFile() {
    var id = TestRecordings.call(organisation, agent, SOUND);
    var other = TestRecordings.call(organisation, agent, SOUND);
    TestRecordings.tamper(
        organisation,
        id,
        "(path, wrapped_key) = (select path, sound_key(id) from recording where id = '%s')"
            .formatted(other));

    var refusal =
        boss.get("/v1/recordings/" + id + "/audio").refused(409, "evidence_differs").json();

    assertThat(refusal.getString("detail")).contains("another recording");
    boss.get("/v1/recordings/" + other + "/audio").is(200);
  }

  @Test
  void oneFromBeforeEvidenceWasBoundIsHeardAndSaysSo() {
    var id = TestRecordings.oldCall(organisation, agent, SOUND);

    boss.get("/v1/recordings/" + id + "/audio").is(200);

    assertThat(boss.get("/v1/recordings/" + id).json().getString("evidence")).isEqualTo("unbound");
  }

  @Test
  void oneFromBeforeCannotBeMadeToLookAsIfItHadBeenAnnounced() {
    var id = TestRecordings.oldCall(organisation, agent, SOUND);
    TestRecordings.tamper(
        organisation,
        id,
        "manifest = jsonb_set(manifest, '{notice}', '%s')"
            .formatted(TestRecordings.notice().encode()));

    boss.get("/v1/recordings/" + id + "/audio").refused(409, "evidence_differs");
    assertThat(boss.get("/v1/recordings/" + id).json().getString("evidence")).isEqualTo("differs");
  }

  private int logged(String action, String id) {
    return boss.get("/v1/audit_events?action=%s&subject_id=%s".formatted(action, id)).data().size();
  }
}
