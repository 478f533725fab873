package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.LegRecord;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.LegInterval;
import io.pronto.core.numbering.E164;
import io.pronto.core.recording.EvidenceState;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the parties of a real call were told is bound to the file of its recording. */
class BoundEvidenceTest extends Telephony {
  private final TestPhone carrier = exchange.carrier("127.0.0.18");
  private final String trunk = town.trunk("127.0.0.18", carrier.address().getPort());
  private final TestPhone bobs = exchange.phone(bob.credentials()); // the trunk is known by then

  @Test
  void theNoticeIsBoundWithTheFramesThatEachPartyWasPlayed() throws IOException {
    var record = recorded(true);

    var recording = recording(record);
    assertThat(recording.evidence()).isEqualTo(EvidenceState.BOUND);
    open(recording);
    var notice = recording.manifest().notice().orElseThrow();
    assertThat(notice.getString("policy")).isEqualTo("notice");
    for (var side : new String[] {"caller", "called"}) {
      var heard = notice.getJsonObject("heard").getJsonObject(side);
      assertThat(heard.getLong("frames")).isEqualTo(heard.getLong("of")).isPositive();
      assertThat(Instant.parse(heard.getString("first_frame")))
          .isBefore(Instant.parse(heard.getString("last_frame")));
      assertThat(heard.getString("leg_id")).isEqualTo(leg(record, side));
    }
  }

  @Test
  void otherEvidenceThanThatOfTheCallOpensNothing() throws IOException {
    var record = recorded(true);

    for (var tampered :
        new JsonObject[] {
          manifest(record).put("notice", new JsonObject().put("policy", "none")), without(record),
        }) {
      assertThatThrownBy(() -> open(recording(record, tampered)))
          .isInstanceOf(EvidenceDiffers.class);
    }
  }

  @Test
  void thatTheyWereToldNothingIsBoundAsWell() throws IOException {
    var record = recorded(false);

    var recording = recording(record);
    assertThat(recording.manifest().notice()).contains(new JsonObject().put("policy", "none"));
    open(recording);
    assertThatThrownBy(() -> open(recording(record, without(record))))
        .isInstanceOf(EvidenceDiffers.class);
  }

  @Test
  void theGroundForTellingThemNothingIsBoundToo() throws IOException {
    var ground = "Clause 7 of their contract says that this line is recorded";
    var record = recorded(town.untold(bob, ground));

    var recording = recording(record);
    var told = new JsonObject().put("policy", "none").put("ground", ground);
    assertThat(recording.manifest().notice()).contains(told);
    open(recording);
    var better = told.copy().put("ground", "Nobody but machines speaks on this line");
    for (var tampered : new JsonObject[] {better, new JsonObject().put("policy", "none")}) {
      assertThatThrownBy(() -> open(recording(record, manifest(record).put("notice", tampered))))
          .isInstanceOf(EvidenceDiffers.class);
    }
  }

  @Test
  void eachChannelNamesTheLegOfTheCallsRecord() {
    var record = recorded(false);

    var manifest = recording(record).manifest();
    assertThat(manifest.caller().legs())
        .extracting(LegInterval::legId)
        .containsExactly(leg(record, "caller"));
    assertThat(manifest.called().legs())
        .extracting(LegInterval::legId)
        .containsExactly(leg(record, "called"));
    var interval = manifest.called().legs().getFirst();
    assertThat(interval.fromMillis()).isLessThan(100);
    assertThat(manifest.millis() - interval.toMillis()).isLessThan(100);
  }

  private CallDetailRecord recorded(boolean announced) {
    return recorded(town.number(bob, "all", announced));
  }

  private CallDetailRecord recorded(E164 number) {
    var both = Conversation.between(carrier, bobs, number.value());
    both.caller().say(Sound.tone(440, 20_000));
    both.called().say(Sound.tone(1_000, 20_000));
    HoldMusicTest.awaitTone(both.called(), 440); // the notice, if there is one, is over
    HoldMusicTest.awaitTone(both.caller(), 1_000);
    both.end();
    return exchange.record();
  }

  private static String leg(CallDetailRecord record, String role) {
    return record.legs().stream()
        .filter(leg -> leg.role().equals(role))
        .map(LegRecord::id)
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject manifest(CallDetailRecord record) {
    return new JsonObject(record.recordings().getFirst().outcome().orElseThrow().manifest());
  }

  private static JsonObject without(CallDetailRecord record) {
    var manifest = manifest(record);
    manifest.remove("notice");
    return manifest;
  }

  private Recording recording(CallDetailRecord record) {
    return recording(record, manifest(record));
  }

  private Recording recording(CallDetailRecord record, JsonObject manifest) {
    var entry = record.recordings().getFirst();
    var made = entry.outcome().orElseThrow();
    var outcome =
        new RecordingEntry.Outcome(
            made.state(), made.reason(), made.millis(), made.bytes(), manifest.encode());
    return Recording.of(town.organisation(), record.id(), entry.ended(outcome));
  }

  private void open(Recording recording) throws IOException {
    new RecordingFiles(exchange.recordings(), exchange.keys()).audio(recording).close();
  }
}
