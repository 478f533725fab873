package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.LegRecord;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.Sound;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen of a call's quality while it goes on, and done about a party that is not heard. */
class MediaQualityTest extends Telephony {
  private static final int PCMA = 8;

  MediaQualityTest() {
    super(new Exchange(Exchange.Plan.USUAL.silence(Duration.ofSeconds(40))));
  }

  @Test
  void theQualityOfACallIsShownToldAndRecorded() {
    var conversation = conversation();

    Waiting.until(
        "both legs are measured",
        () -> {
          var quality = exchange.liveCall(town.organisation()).quality();
          return quality.caller().isPresent() && quality.called().isPresent();
        });

    var live = exchange.liveCall(town.organisation()).quality();
    assertThat(live.caller().orElseThrow().received().orElseThrow().mos()).isBetween(3.5, 4.5);
    var told = event("call.quality").data().getJsonObject("quality");
    assertThat(told.getMap()).containsOnlyKeys("caller", "called");
    conversation.end();
    for (var leg : exchange.record().legs()) {
      var course = leg.quality().orElseThrow().received().orElseThrow();
      assertThat(course.intervals()).isPositive();
      assertThat(course.mos().worst()).isBetween(3.0, 4.5);
      assertThat(course.mos().last()).isBetween(3.0, 4.5);
    }
    assertThat(events("call.media.one_way")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPhoneThatIsNotHeardIsAskedAgainAndSpeaksThen(boolean caller) {
    var conversation = conversation();
    conversation.hearEachOther();
    var silent = caller ? conversation.caller() : conversation.called();

    silent.silence();
    silent.awaitRequest("INVITE");
    silent.awaitRequest("ACK");
    silent.speak();

    var restored = event("call.media.restored").data();
    assertThat(restored.getString("cure")).isEqualTo("reinvite");
    var missed = event("call.media.one_way").data();
    assertThat(missed.getString("finding")).isEqualTo("no_packets");
    assertThat(missed.getString("side")).isEqualTo(caller ? "caller" : "called");
    assertThat(restored.getString("leg_id")).isEqualTo(missed.getString("leg_id"));
    conversation.hearEachOther();
    conversation.end();
    var guilty = leg(exchange.record(), missed.getString("leg_id"));
    assertThat(guilty.role()).isEqualTo(caller ? "caller" : "called");
    assertThat(guilty.notes()).contains(LegRecord.ONE_WAY, LegRecord.MEDIA_RESTORED);
  }

  @Test
  void aPhoneWhoseSoundIsTranscodedIsAskedForItsOwnCodec() {
    var conversation =
        Conversation.between(
            exchange.phone(alice.credentials()).speaking(Codec.PCMA),
            exchange.phone(bob.credentials()).speaking(Codec.OPUS),
            "102");
    conversation.hearEachOther();
    var silent = conversation.called();

    silent.silence();
    var asked = silent.awaitRequest("INVITE").body();
    silent.awaitRequest("ACK");
    silent.speak();

    assertThat(asked.toLowerCase(Locale.ROOT)).contains("opus/48000").doesNotContain("pcma/8000");
    assertThat(event("call.media.restored").data().getString("cure")).isEqualTo("reinvite");
    conversation.hearEachOther();
    conversation.end();
  }

  @Test
  void aPhoneIsAskedOnceHoweverOftenItIsMissed() {
    var conversation = conversation();
    var silent = conversation.called();
    silent.silence();
    silent.awaitRequest("INVITE");
    silent.speak();
    event("call.media.restored");

    silent.silence();
    assertMarkerIsMissed();

    silent.speak();
    conversation.hearEachOther();
    conversation.end();
    assertThat(leg(exchange.record(), "called").notes()).contains(LegRecord.ONE_WAY);
    assertThat(events("call.media.restored")).as("not told so soon again").hasSize(1);
    assertThat(silent.hasRequest("INVITE")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"408 Request Timeout", "500 Server Internal Error"})
  void aPhoneThatRefusesToBeAskedIsAskedOnceAndKeepsItsCall(String refusal) {
    var conversation = conversation();
    conversation.hearEachOther();
    var silent = conversation.called();
    silent.refuseOffers(refusal);
    silent.silence();
    silent.awaitRequest("INVITE");
    assertMarkerIsMissed();

    silent.speak();

    assertThat(event("call.media.restored").data().getString("cure")).isEqualTo("none");
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    assertThat(silent.hasRequest("INVITE")).isFalse();
  }

  @Test
  void aPhoneThatOffersSomethingItselfIsAskedOnceMore() {
    var conversation = conversation();
    conversation.hearEachOther();
    var silent = conversation.called();
    silent.refuseOffers("491 Request Pending");
    silent.silence();
    silent.awaitRequest("INVITE");
    silent.awaitRequest("INVITE");
    assertMarkerIsMissed();

    silent.speak();

    event("call.media.restored");
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    assertThat(silent.hasRequest("INVITE")).isFalse();
  }

  @Test
  @Timeout(120)
  void aPhoneThatNobodyReachesKeepsItsCallWhenItSpeaksAgain() {
    var conversation = conversation();
    conversation.hearEachOther();
    var silent = conversation.called();
    silent.ignoreOffers();
    silent.silence();
    silent.awaitRequest("INVITE");

    silent.speak();
    event("call.media.restored");
    var other = conversation.caller();
    int pending = 0;
    while (other.exchange(other.inDialog("INVITE")).status() == 491) {
      pending++;
      other.forget();
      other.awaitHeard(500);
    }

    assertThat(pending).as("while our own waited for its 32 s").isPositive();
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void aHoldEndsTheSearchForWhoWasMissed() {
    var conversation = conversation();
    conversation.hearEachOther();
    var silent = conversation.called();
    silent.refuseOffers("500 Server Internal Error");
    silent.silence();
    silent.awaitRequest("INVITE");
    silent.acceptOffers();

    conversation.caller().hold();
    silent.awaitRequest("INVITE");
    silent.speak();
    conversation.caller().resume();

    conversation.hearEachOther();
    conversation.end();
    assertThat(leg(exchange.record(), "called").notes())
        .contains(LegRecord.ONE_WAY)
        .doesNotContain(LegRecord.MEDIA_RESTORED);
    assertThat(events("call.media.restored")).isEmpty();
  }

  @Test
  void aNatThatBeginsAnotherMappingIsFollowed() throws IOException {
    try (var before = new RtpSocket();
        var after = new RtpSocket()) {
      var desk = exchange.phone(bob.credentials());
      var outgoing = exchange.phone(alice.credentials()).call("102");
      var incoming = desk.awaitCall();
      var answer = incoming.sdp().replaceAll("m=audio \\d+", "m=audio " + before.port());
      incoming.silence();
      incoming.ignoreOffers();
      incoming.answer(answer);
      outgoing.awaitAnswered();
      incoming.awaitAnswered();
      var ours = RtpSocket.addressIn(incoming.request().body());
      before.send(ours, PCMA);

      Waiting.until("missed", () -> !events("call.media.one_way").isEmpty());
      sendUntilRestored(after, ours);

      assertThat(event("call.media.restored").data().getString("cure")).isEqualTo("new_address");
      assertThat(after.receive()).isEqualTo(PCMA);
      outgoing.hangUp();
      incoming.awaitEnded();
      assertThat(leg(exchange.record(), "called").notes()).contains(LegRecord.MEDIA_RESTORED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sendonly", "inactive", "recvonly"})
  void whoHoldsTheCallIsNotMissed(String direction) {
    var conversation = conversation();
    conversation.hearEachOther();
    conversation.caller().reinvite(direction);
    conversation.called().awaitRequest("INVITE");
    conversation.caller().silence();

    assertMarkerIsMissed();

    conversation.caller().speak();
    conversation.caller().resume();
    conversation.hearEachOther();
    conversation.end();
    assertThat(leg(exchange.record(), "caller").notes()).doesNotContain(LegRecord.ONE_WAY);
  }

  @Test
  void aCallerWhoSendsNothingBeforeTheAnswerIsNotMissed() {
    var desk = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    outgoing.silence();
    var incoming = desk.awaitCall().earlyMedia();
    assertMarkerIsMissed();

    incoming.answer();
    outgoing.speak();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    assertThat(leg(exchange.record(), "caller").notes()).doesNotContain(LegRecord.ONE_WAY);
    assertThat(events("call.media.restored")).isEmpty();
  }

  @Test
  void aPhoneWhoseMicrophoneIsDeadIsFoundAskedOnceAndNamed() {
    var desk = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = desk.awaitCall();
    incoming.deaden();
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    outgoing.say(Sound.tone(440, 30_000));

    var missed = event("call.media.one_way").data();
    incoming.awaitRequest("INVITE");
    Waiting.until(
        "it is seen live",
        () -> {
          var quality = exchange.liveCall(town.organisation()).quality();
          return quality.called().filter(LegQuality::silent).isPresent();
        });
    incoming.revive();
    var restored = event("call.media.restored").data();

    assertThat(missed.getString("side")).isEqualTo("called");
    assertThat(missed.getString("finding")).isEqualTo("silent");
    assertThat(restored.getString("finding")).isEqualTo("silent");
    assertThat(restored.getString("leg_id")).isEqualTo(missed.getString("leg_id"));
    assertThat(incoming.hasRequest("INVITE")).isFalse();
    outgoing.hangUp();
    incoming.awaitEnded();
    assertThat(leg(exchange.record(), missed.getString("leg_id")).notes())
        .contains(LegRecord.SILENT)
        .doesNotContain(LegRecord.ONE_WAY);
  }

  /** As many do: what was asked for its silence is not asked for want of its packets. */
  @Test
  void whoJoinsMutedAndIsCutOffLaterIsAskedAgain() {
    var desk = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = desk.awaitCall();
    incoming.deaden();
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    outgoing.say(Sound.tone(440, 30_000));
    incoming.awaitRequest("INVITE");
    incoming.awaitRequest("ACK");
    incoming.forget();
    incoming.awaitHeard(7_000);
    incoming.revive();
    assertThat(event("call.media.restored").data().getString("cure"))
        .as("long after it has answered")
        .isEqualTo("none");

    incoming.silence();
    incoming.awaitRequest("INVITE");
    incoming.awaitRequest("ACK");
    incoming.speak();

    Waiting.until("restored", () -> events("call.media.restored").size() == 2);
    var restored = events("call.media.restored").getLast().data();
    assertThat(restored.getString("finding")).isEqualTo("no_packets");
    assertThat(restored.getString("cure")).isEqualTo("reinvite");
    outgoing.hangUp();
    incoming.awaitEnded();
  }

  /** Its user may have pressed a button, or it is a machine: that is noted, and told nobody. */
  @Test
  void aPhoneThatFallsSilentIsNotedAndLeftAlone() {
    var conversation = conversation();
    conversation.hearEachOther();
    conversation.called().deaden();
    conversation.caller().say(Sound.tone(440, 30_000));

    conversation.called().forget();
    conversation.called().awaitHeard(15_000);
    conversation.called().revive();

    assertThat(conversation.called().hasRequest("INVITE")).isFalse();
    conversation.end();
    assertThat(events("call.media.one_way")).isEmpty();
    assertThat(events("call.media.restored")).isEmpty();
    assertThat(leg(exchange.record(), "called").notes()).contains(LegRecord.FELL_SILENT);
  }

  /** Another call in which somebody falls silent only now: who could be missed has been by then. */
  private void assertMarkerIsMissed() {
    int before = events("call.media.one_way").size();
    var carol = town.resident("103");
    var dan = town.resident("104");
    var marker =
        Conversation.between(
            exchange.phone(carol.credentials()), exchange.phone(dan.credentials()), "104");
    marker.called().silence();
    Waiting.until("missed", () -> events("call.media.one_way").size() > before);
    assertThat(events("call.media.one_way")).hasSize(before + 1);
    marker.end();
    assertThat(leg(exchange.record(), "called").notes()).contains(LegRecord.ONE_WAY);
  }

  private void sendUntilRestored(RtpSocket from, InetSocketAddress to) {
    Waiting.until(
        "heard again",
        () -> {
          try {
            from.send(to, PCMA);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return !events("call.media.restored").isEmpty();
        });
  }

  private Event event(String type) {
    Waiting.until(type, () -> !events(type).isEmpty());
    return events(type).getFirst();
  }

  private List<Event> events(String type) {
    return new EventStore(Ground.database())
        .after(town.organisation(), 0, 1_000).stream()
            .filter(event -> event.type().equals(type))
            .toList();
  }

  private static LegRecord leg(CallDetailRecord record, String idOrRole) {
    return record.legs().stream()
        .filter(leg -> leg.id().equals(idOrRole) || leg.role().equals(idOrRole))
        .findFirst()
        .orElseThrow();
  }
}
