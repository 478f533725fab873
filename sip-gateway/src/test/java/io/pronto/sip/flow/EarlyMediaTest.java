package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import org.junit.jupiter.api.Test;

/** What a caller hears before the answer. */
class EarlyMediaTest extends Telephony {
  private static final int RINGBACK = 440;

  @Test
  void earlyMediaIsHeardAndTheCallGoesOnFromThere() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall().earlyMedia();
    outgoing.awaitStatus(183);
    hears(outgoing, incoming, 1_000);

    incoming.answer();
    talk(outgoing, incoming);
  }

  @Test
  void aPhoneThatSaysNothingGetsItsCallerALocalRingback() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    incoming.respond(incoming.response("183 Session Progress"));

    assertThat(outgoing.awaitStatus(183).body()).contains("m=audio");
    assertThat(outgoing.awaitHeard(1_000).share(RINGBACK)).isGreaterThan(0.5);

    incoming.answer();
    talk(outgoing, incoming);
  }

  @Test
  void earlyMediaThatIsSilentGivesWayToARingbackUntilItsFirstPacket() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    incoming.silence();
    incoming.earlyMedia();

    outgoing.awaitStatus(183);
    assertThat(outgoing.awaitHeard(1_000).share(RINGBACK)).isGreaterThan(0.5);
    incoming.speak();
    hears(outgoing, incoming, 1_000);

    incoming.answer();
    talk(outgoing, incoming);
  }

  @Test
  void aCallerWithoutAnOfferHearsItsOwnPhoneRing() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call(Invite.to("102").withoutOffer());
    var incoming = bobs.awaitCall().earlyMedia();

    assertThat(outgoing.awaitStatus(180).body()).isEmpty();

    incoming.answer();
    talk(outgoing, incoming);
  }

  @Test
  void theFirstOfTwoDevicesToSpeakIsHeardAndTheOtherMayAnswer() {
    var desk = exchange.phone(bob.credentials());
    var mobile = exchange.phone(town.device(bob.userId(), "102-mobile"));
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var speaking = desk.awaitCall().earlyMedia();
    var ringing = mobile.awaitCall().ring();
    outgoing.awaitStatus(183);
    hears(outgoing, speaking, 1_000);

    ringing.answer();
    speaking.awaitEnded();
    talk(outgoing, ringing);
  }

  @Test
  void theRingbackReplacesTheEarlyMediaOfADeviceThatRefuses() {
    var desk = exchange.phone(bob.credentials());
    var mobile = exchange.phone(town.device(bob.userId(), "102-mobile"));
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var speaking = desk.awaitCall().earlyMedia();
    var ringing = mobile.awaitCall().ring();
    outgoing.awaitStatus(183);
    hears(outgoing, speaking, 1_000);

    speaking.reject("486 Busy Here");
    speaking.silence();
    outgoing.forget();

    assertThat(outgoing.awaitHeard(1_000).share(RINGBACK)).isGreaterThan(0.5);
    ringing.answer();
    talk(outgoing, ringing);
  }

  private static void hears(PhoneCall listener, PhoneCall speaker, int hertz) {
    speaker.say(Sound.tone(hertz, 1_500));
    listener.forget();
    assertThat(listener.awaitHeard(1_000).share(hertz)).isGreaterThan(0.5);
  }

  private void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }
}
