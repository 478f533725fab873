package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.numbering.E164;
import io.pronto.media.Prompt;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever hears the notice may refuse by a key, and what was heard is kept as evidence. */
class RefusalTest extends Telephony {
  private final TestPhone carrier = exchange.carrier("127.0.0.16");
  private final TestPhone bobs = exchange.phone(bob.credentials());
  private E164 number;

  @BeforeEach
  void isRecorded() {
    town.trunk("127.0.0.16", carrier.address().getPort());
    number = town.number(bob, "all", true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoPressesTheKeyDuringTheNoticeIsNotRecorded(boolean caller) throws IOException {
    new Rules(town).refusable(number);
    var both = Conversation.between(carrier, bobs, number.value());
    both.caller().awaitHeard(500);
    both.called().awaitHeard(500);

    (caller ? both.caller() : both.called()).press("9");
    var told = (int) Prompt.notRecorded("en").length().toMillis();
    both.caller().forget();
    assertThat(both.caller().awaitHeard(told).level()).isGreaterThan(-40);
    both.hearEachOther();
    both.end();

    var entry = only(exchange.record());
    assertThat(entry.outcome().orElseThrow().state()).isEqualTo("refused");
    var notice = notice(entry);
    assertThat(notice.getString("refused_by")).isEqualTo(caller ? "caller" : "called");
    assertThat(notice.getString("sha256")).hasSize(64);
    assertThat(Files.exists(exchange.recordings().resolve(entry.file())))
        .as("a byte of sound on disk")
        .isFalse();
  }

  @Test
  void whoPressesAnotherKeyIsRecordedAndTheNoticeIsEvidence() {
    new Rules(town).refusable(number);
    var both = Conversation.between(carrier, bobs, number.value());
    both.caller().awaitHeard(500);
    both.caller().press("5");
    both.caller().say(Sound.tone(440, 20_000));
    while (both.called().awaitHeard(400).share(440) < 0.5) {
      both.called().forget();
    }
    both.end();

    var entry = only(exchange.record());
    assertThat(entry.outcome().orElseThrow().state()).isEqualTo("available");
    var notice = notice(entry);
    assertThat(notice.containsKey("refused_by")).isFalse();
    for (var side : new String[] {"caller", "called"}) {
      assertThat(notice.getJsonObject("heard").getJsonObject(side).getBoolean("whole")).isTrue();
    }
  }

  @Test
  void whereNobodyMayRefuseTheKeyIsForTheOtherParty() {
    var both = Conversation.between(carrier, bobs, number.value());
    both.caller().awaitHeard(500);
    both.caller().press("9");
    both.caller().say(Sound.tone(440, 20_000));
    while (both.called().awaitHeard(400).share(440) < 0.5) {
      both.called().forget();
    }
    both.end();

    assertThat(only(exchange.record()).outcome().orElseThrow().state()).isEqualTo("available");
  }

  private static JsonObject notice(RecordingEntry entry) {
    return new JsonObject(entry.outcome().orElseThrow().manifest()).getJsonObject("notice");
  }

  private static RecordingEntry only(CallDetailRecord record) {
    assertThat(record.recordings()).hasSize(1);
    return record.recordings().getFirst();
  }
}
