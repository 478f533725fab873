package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.RecordingEntry;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to a number whose policy is to record them. */
class RecordedCallTest extends Telephony {
  private static final int CALLER = 440;
  private static final int CALLED = 1_000;
  private static final String G729 =
      "v=0\no=- 1 1 IN IP4 %h\ns=-\nc=IN IP4 %h\nt=0 0\nm=audio %p RTP/AVP 18\na=sendrecv\n";

  private final TestPhone carrier = exchange.carrier("127.0.0.14");
  private final TestPhone bobs = exchange.phone(bob.credentials());

  RecordedCallTest() {
    town.trunk("127.0.0.14", carrier.address().getPort());
  }

  @Test
  void bothHearTheNoticeFirstAndThenEachOtherAndAreRecordedFromThen() throws IOException {
    var conversation = called(true);
    conversation.caller().say(Sound.tone(CALLER, 30_000));
    conversation.called().say(Sound.tone(CALLED, 30_000));

    assertNotice(conversation.called(), CALLER);
    assertNotice(conversation.caller(), CALLED);
    awaitTone(conversation.called(), CALLER);
    awaitTone(conversation.caller(), CALLED);
    conversation.end();

    var tape = Tape.of(exchange, town.organisation(), available(exchange.record()));
    assertThat(tape.left().share(CALLER)).isGreaterThan(0.9);
    assertThat(tape.right().share(CALLED)).isGreaterThan(0.9);
  }

  @Test
  void aCallToTheOutsideIsAnnouncedToBothAndRecordedToo() throws IOException {
    town.number(bob, "all", true);
    var outgoing = bobs.call("0612345678");
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    outgoing.say(Sound.tone(CALLER, 30_000));
    incoming.say(Sound.tone(CALLED, 30_000));

    assertNotice(incoming, CALLER);
    assertNotice(outgoing, CALLED);
    awaitTone(incoming, CALLER);
    awaitTone(outgoing, CALLED);
    new Conversation(outgoing, incoming).end();

    var tape = Tape.of(exchange, town.organisation(), available(exchange.record()));
    assertThat(tape.left().share(CALLER)).isGreaterThan(0.9);
    assertThat(tape.right().share(CALLED)).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutANoticeTheyTalkAtOnceAndTheRecordingEndsWhoeverHangsUp(boolean caller)
      throws IOException {
    var conversation = called(false);
    awaitTones(conversation);

    if (caller) {
      conversation.end();
    } else {
      conversation.called().hangUp();
      conversation.caller().awaitEnded();
    }

    var entry = available(exchange.record());
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(tape.left().share(CALLER)).isGreaterThan(0.2);
    assertThat(tape.left().share(CALLED)).isLessThan(0.01);
    assertThat(tape.right().share(CALLED)).isGreaterThan(0.2);
    assertThat(Math.abs(tape.left().millis() - entry.outcome().orElseThrow().millis()))
        .isLessThan(40);
  }

  @ParameterizedTest
  @CsvSource({"OPUS, OPUS", "PCMA, OPUS", "G722, OPUS"})
  void whateverTheySpeakBothAreRecordedAndHearTheNotice(Codec hers, Codec his) throws IOException {
    carrier.speaking(hers);
    bobs.speaking(his);
    var conversation = called(true);
    conversation.caller().say(Sound.tone(CALLER, 30_000));
    conversation.called().say(Sound.tone(CALLED, 30_000));
    assertNotice(conversation.called(), CALLER);
    assertNotice(conversation.caller(), CALLED);
    awaitTone(conversation.called(), CALLER);
    awaitTone(conversation.caller(), CALLED);
    conversation.end();

    var tape = Tape.of(exchange, town.organisation(), available(exchange.record()));
    assertThat(tape.left().share(CALLER)).isGreaterThan(0.8);
    assertThat(tape.right().share(CALLED)).isGreaterThan(0.8);
  }

  @Test
  void theTwoChannelsAreOfOneTime() throws IOException {
    var conversation = called(false);
    conversation.caller().awaitHeard(600);
    conversation.caller().say(Sound.tone(CALLER, 400));
    conversation.called().sayAll(Sound.tone(CALLED, 400));
    conversation.caller().forget();
    conversation.caller().awaitHeard(200);
    long apart = conversation.caller().saidFrom() - conversation.called().saidFrom();
    conversation.end();

    var tape = Tape.of(exchange, town.organisation(), available(exchange.record()));
    long onTape = Tape.onset(tape.left()) - Tape.onset(tape.right());
    assertThat(Math.abs(onTape - apart / 1_000_000)).isLessThan(40);
  }

  @Test
  void whoHoldsIsNotHeardMeanwhileAndTheRecordingGoesOn() throws IOException {
    var conversation = called(false);
    awaitTones(conversation);
    long heldAt = System.nanoTime();
    conversation.called().hold();
    Conversation.hearsNothing(conversation.called(), conversation.caller());
    conversation.called().resume();
    awaitTones(conversation);
    int sinceHeld = (int) ((System.nanoTime() - heldAt) / 1_000_000);
    conversation.end();

    var tape = Tape.of(exchange, town.organisation(), available(exchange.record()));
    assertThat(tape.left().millis()).isEqualTo(tape.right().millis()).isGreaterThan(sinceHeld);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallThatCannotBeRecordedGoesOnAndSaysWhy(boolean announce) throws IOException {
    var number = town.number(bob, "all", announce).value();
    try (var speaker = new RtpSocket("127.0.0.14");
        var listener = new RtpSocket()) {
      var outgoing =
          carrier.call(Invite.to(number).offering(G729.replace("%p", "" + speaker.port())));
      var incoming = bobs.awaitCall();
      outgoing.silence();
      incoming.silence();
      incoming.answer(G729.replace("%p", "" + listener.port()));
      var answer = outgoing.awaitStatus(200);
      incoming.awaitAnswered();
      outgoing.exchange(outgoing.inDialog("OPTIONS"));
      speaker.sendUntilHeard(RtpSocket.addressIn(answer.body()), 18, listener, 18);
      outgoing.hangUp();
      incoming.awaitEnded();
    }

    var outcome = only(exchange.record()).outcome().orElseThrow();
    assertThat(outcome.state()).isEqualTo("failed");
    assertThat(outcome.reason().orElseThrow()).isNotEmpty();
  }

  @Test
  void aCallThatEndsDuringTheNoticeHasAnEmptyRecording() {
    var conversation = called(true);
    conversation.caller().awaitHeard(200);
    conversation.end();

    var outcome = only(exchange.record()).outcome().orElseThrow();
    assertThat(outcome.state()).isEqualTo("empty");
    assertThat(outcome.reason().orElseThrow()).contains("notice");
  }

  @Test
  void aCallThatNobodyTakesIsNotRecorded() {
    var outgoing = carrier.call(town.number(bob, "all", true).value());
    bobs.awaitCall().reject("486 Busy Here");
    outgoing.awaitRefused();

    assertThat(exchange.record().recordings()).isEmpty();
  }

  private Conversation called(boolean announce) {
    return Conversation.between(carrier, bobs, town.number(bob, "all", announce).value());
  }

  private static void awaitTones(Conversation conversation) {
    conversation.caller().say(Sound.tone(CALLER, 10_000));
    conversation.called().say(Sound.tone(CALLED, 10_000));
    awaitTone(conversation.called(), CALLER);
    awaitTone(conversation.caller(), CALLED);
  }

  private static void assertNotice(PhoneCall listener, int other) {
    var notice = listener.awaitHeard(1_500);
    assertThat(notice.level()).isGreaterThan(-50);
    assertThat(notice.share(other)).isLessThan(0.1);
  }

  private static void awaitTone(PhoneCall listener, int hertz) {
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    do {
      assertThat(System.nanoTime()).as("until %d Hz are heard", hertz).isLessThan(deadline);
      listener.forget();
    } while (listener.awaitHeard(400).share(hertz) < 0.5);
  }

  private static RecordingEntry available(CallDetailRecord record) {
    var entry = only(record);
    assertThat(entry.outcome().orElseThrow().state()).as(entry.toString()).isEqualTo("available");
    return entry;
  }

  private static RecordingEntry only(CallDetailRecord record) {
    assertThat(record.recordings()).hasSize(1);
    return record.recordings().getFirst();
  }
}
