package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegRecord;
import io.pronto.sip.phone.Certified;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose sound is encrypted on one leg, or on both, with keys in SDP (RFC 4568). */
class EncryptedCallTest extends Telephony {
  private static final String ABROAD = "0612345678";
  private static final String SAVP = "RTP/SAVP";
  private static final String AVP = "RTP/AVP";

  @ParameterizedTest
  @ValueSource(strings = {SAVP, AVP})
  void whoOffersEncryptionHasItWhileTheOtherSpeaksPlainly(String profile) {
    var conversation = Conversation.between(alices().encrypting(profile), bobs(), Invite.to("102"));

    assertThat(conversation.called().request().body()).contains(AVP).doesNotContain("a=crypto");
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().legs())
        .extracting(leg -> leg.notes().contains(LegRecord.ENCRYPTED))
        .containsExactly(true, false);
  }

  @Test
  void theAnswerHasAKeyOfItsOwnUnderTheTagOfTheOffer() {
    var bobs = bobs();
    var outgoing = alices().encrypting(SAVP).call("102");
    var incoming = bobs.awaitCall().answer();

    var answer = outgoing.awaitStatus(200).body();
    incoming.awaitAnswered();

    assertThat(answer)
        .contains("m=audio ", " RTP/SAVP 8")
        .containsPattern("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[\\w+/]{40}\r\n")
        .doesNotContain(keyIn(outgoing.request().body()));
    talkAndEnd(new Conversation(outgoing, incoming));
  }

  @Test
  void aDeviceThatMustBeSpokenToSoIsOfferedNothingElse() {
    town.encrypt(bob, "required");
    var conversation = Conversation.between(alices(), bobs().encrypting(SAVP), Invite.to("102"));

    assertThat(conversation.called().request().body())
        .contains(
            SAVP, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 ", "a=crypto:2 AES_CM_128_HMAC_SHA1_32 ");
    talkAndEnd(conversation);
  }

  @Test
  void twoWhoBothSpeakSoHaveKeysOfTheirOwn() {
    town.encrypt(bob, "required");
    var conversation =
        Conversation.between(alices().encrypting(SAVP), bobs().encrypting(SAVP), Invite.to("102"));

    assertThat(conversation.called().request().body())
        .doesNotContain(keyIn(conversation.caller().request().body()));
    talkAndEnd(conversation);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void holdAndResumeKeepTheKeysOrTakeANewOne(boolean caller, boolean renewed) {
    town.encrypt(bob, "required");
    var conversation =
        Conversation.between(alices().encrypting(SAVP), bobs().encrypting(SAVP), Invite.to("102"));
    conversation.hearEachOther();
    var holder = caller ? conversation.caller() : conversation.called();
    var held = caller ? conversation.called() : conversation.caller();

    holder.hold();
    Conversation.hearsNothing(holder, held);
    if (renewed) {
      holder.renewKey();
    }
    var answer = holder.reinvite("sendrecv");

    assertThat(answer.body()).contains(SAVP, "a=crypto:");
    var reoffered = held.awaitRequest("INVITE").body();
    assertThat(reoffered).contains(SAVP, "a=crypto:");
    conversation.hearEachOther();
    if (!renewed) { // packets under a new key may overtake the answer that tells it
      assertThat(holder.packetsForged()).isZero();
    }
    assertThat(held.packetsForged()).isZero();
    conversation.end();
    exchange.record();
  }

  @Test
  void aRecordingOfAnEncryptedCallIsHeard() throws IOException {
    town.encrypt(bob, "required");
    var carrier = exchange.carrier("127.0.0.14").encrypting(SAVP);
    town.trunk("127.0.0.14", carrier.address().getPort());
    var number = town.number(bob, "all", false).value();

    var conversation = Conversation.between(carrier, bobs().encrypting(SAVP), Invite.to(number));
    conversation.hearEachOther();
    conversation.end();

    var entry = exchange.record().recordings().getFirst();
    assertThat(entry.outcome().orElseThrow().state()).isEqualTo("available");
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(tape.left().share(440)).isGreaterThan(0.5);
    assertThat(tape.right().share(1_000)).isGreaterThan(0.5);
  }

  @Test
  void whoProtectsWithAnotherKeyIsNeverHeard() {
    var conversation = Conversation.between(alices().encrypting(SAVP), bobs(), Invite.to("102"));
    conversation.hearEachOther();
    var alice = conversation.caller();
    var bob = conversation.called();

    alice.protectWrongly();
    bob.forget();
    bob.say(Sound.tone(1_000, 1_200));
    alice.forget();
    alice.awaitHeard(400);
    bob.forget();
    assertThat(alice.awaitHeard(900).share(1_000)).isGreaterThan(0.5);

    assertThat(bob.packetsHeard()).isZero();
    conversation.end();
    exchange.record();
  }

  @Test
  void earlyMediaIsHeardThroughTheEncryption() {
    var carrier = exchange.carrier("127.0.0.14").encrypting(SAVP);
    var trunk = town.trunk("127.0.0.14", carrier.address().getPort());
    town.set(trunk, "media_encryption = 'required'");
    town.number(alice, "off", true);

    var outgoing = alices().call(ABROAD);
    var incoming = carrier.awaitCall().earlyMedia();
    incoming.say(Sound.tone(1_000, 5_000));
    outgoing.awaitStatus(183);
    outgoing.awaitHeard(200);
    outgoing.forget();
    assertThat(outgoing.awaitHeard(600).share(1_000)).isGreaterThan(0.5);

    talkAndEnd(talk(outgoing, incoming));
  }

  @Test
  void whoWantsOurOfferIsOfferedEncryptionWhereItMustBe() {
    town.encrypt(alice, "required");
    var bobs = bobs();
    var outgoing = alices().encrypting(SAVP).call(Invite.to("102").withoutOffer());
    var incoming = bobs.awaitCall().answer();

    assertThat(outgoing.awaitStatus(200).body()).contains(SAVP, "a=crypto:");
    incoming.awaitAnswered();
    talkAndEnd(new Conversation(outgoing, incoming));
  }

  @Test
  void aDeviceThatMustEncryptIsToldSoWhenItDoesNot() {
    town.encrypt(alice, "required");
    bobs();

    var refusal = alices().call("102").awaitRefused();

    assertThat(refusal.status()).isEqualTo(488);
    assertThat(refusal.header("Warning")).contains("must be encrypted", "RTP/SAVP");
  }

  @Test
  void aDeviceThatMayNotEncryptIsToldSoOrAnsweredPlainly() {
    town.encrypt(alice, "off");
    var bobs = bobs();
    var alices = alices();

    var refusal = alices.encrypting(SAVP).call("102").awaitRefused();
    assertThat(refusal.status()).isEqualTo(488);
    assertThat(refusal.header("Warning")).contains("may not be encrypted");

    var outgoing = alices.encrypting(AVP).call("102");
    var incoming = bobs.awaitCall().answer();
    assertThat(outgoing.awaitStatus(200).body()).doesNotContain("a=crypto");
    incoming.awaitAnswered();
    talkAndEnd(new Conversation(outgoing, incoming));
  }

  @Test
  void whoRefusesSoundInTheClearIsOfferedEncryption() {
    var bobs = bobs().encrypting(SAVP);
    var outgoing = alices().call("102");
    var incoming = bobs.awaitCall();
    assertThat(incoming.request().body()).contains(AVP).doesNotContain("a=crypto");
    incoming.reject("488 Not Acceptable Here").awaitRequest("ACK");

    assertThat(incoming.awaitRequest("INVITE").body()).contains(SAVP, "a=crypto");
    incoming.answer();

    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    talkAndEnd(new Conversation(outgoing, incoming));
  }

  @Test
  void whoMustEncryptAndRefusesIsNotOfferedLess() {
    town.encrypt(bob, "required");
    var bobs = bobs();
    var outgoing = alices().call("102");

    bobs.awaitCall().reject("488 Not Acceptable Here");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(488);
    assertThat(exchange.record().cause()).contains(HangupCause.INCOMPATIBLE_MEDIA);
  }

  @Test
  void whoMustEncryptAndAnswersPlainlyIsNotTalkedTo() {
    town.encrypt(bob, "required");
    var bobs = bobs();
    var outgoing = alices().call("102");

    var incoming = bobs.awaitCall().answer();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(488);
    incoming.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.INCOMPATIBLE_MEDIA);
  }

  @Test
  void whoMustEncryptCannotGoOverToPlainSound() {
    town.encrypt(alice, "required");
    var conversation = Conversation.between(alices().encrypting(SAVP), bobs(), Invite.to("102"));
    var caller = conversation.caller();
    var plain = caller.sdp().replace(SAVP, AVP).replaceAll("a=crypto.*\r\n", "");

    var answer = caller.exchange(caller.inDialog("INVITE").withBody("application/sdp", plain));

    assertThat(answer.status()).isEqualTo(488);
    talkAndEnd(conversation);
  }

  @Test
  void aTrunkOverTlsIsOfferedEncryptionThatItMayPassOver() throws IOException {
    var identity = Certified.of("127.0.0.11");
    var carrier = exchange.tlsCarrier("127.0.0.11", identity.context());
    var trunk = town.trunk("127.0.0.11", carrier.address().getPort(), null, "192.0.2.1");
    town.set(trunk, "transport = 'tls', authority = $2", identity.pem());
    town.number(alice, "off", true);
    var alices = alices();

    for (var able : new boolean[] {false, true}) {
      if (able) {
        carrier.encrypting(AVP);
      }
      var conversation = talk(alices.call(ABROAD), carrier.awaitCall());
      assertThat(conversation.called().request().body()).contains(AVP, "a=crypto:1 ");
      assertThat(conversation.called().sdp().contains("a=crypto")).isEqualTo(able);
      talkAndEnd(conversation);
    }
  }

  /** Each side holds and resumes, where the trunk alone is encrypted. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallByAnEncryptedTrunkIsHeldAndResumed(boolean outgoing) {
    var carrier = carrierThatMustEncrypt().encrypting(SAVP);
    var conversation =
        outgoing
            ? Conversation.between(alices(), carrier, Invite.to(ABROAD))
            : Conversation.between(
                carrier, bobs(), Invite.to(town.number(bob, "off", true).value()));
    conversation.hearEachOther();

    for (var holder : List.of(conversation.caller(), conversation.called())) {
      var held = holder == conversation.caller() ? conversation.called() : conversation.caller();
      holder.hold();
      Conversation.hearsNothing(holder, held);
      held.awaitRequest("INVITE");
      holder.resume();
      held.awaitRequest("INVITE");
      conversation.hearEachOther();
    }
    talkAndEnd(conversation);
  }

  @Test
  void aTrunkThatMayNotEncryptIsOfferedNoKeysEvenOverTls() throws IOException {
    var identity = Certified.of("127.0.0.11");
    var carrier = exchange.tlsCarrier("127.0.0.11", identity.context());
    var trunk = town.trunk("127.0.0.11", carrier.address().getPort(), null, "192.0.2.1");
    town.set(trunk, "transport = 'tls', media_encryption = 'off', authority = $2", identity.pem());
    town.number(alice, "off", true);

    var conversation = talk(alices().call(ABROAD), carrier.awaitCall());

    assertThat(conversation.called().request().body()).contains(AVP).doesNotContain("a=crypto");
    talkAndEnd(conversation);
  }

  @Test
  void aTrunkThatMayNotEncryptIsToldSoOrAnsweredPlainly() {
    var carrier = exchange.carrier("127.0.0.31");
    town.set(town.trunk("127.0.0.31", carrier.address().getPort()), "media_encryption = 'off'");
    var number = town.number(bob, "off", true).value();
    var bobs = bobs();

    var refusal = carrier.encrypting(SAVP).call(Invite.to(number)).awaitRefused();
    assertThat(refusal.status()).isEqualTo(488);
    assertThat(refusal.header("Warning")).contains("may not be encrypted");

    var outgoing = carrier.encrypting(AVP).call(Invite.to(number));
    var incoming = bobs.awaitCall().answer();
    assertThat(outgoing.awaitStatus(200).body()).doesNotContain("a=crypto");
    incoming.awaitAnswered();
    talkAndEnd(new Conversation(outgoing, incoming));
  }

  @ParameterizedTest
  @CsvSource({"required, ''", "off, RTP/SAVP"})
  void aCallForHelpIsTakenEncryptedOrNot(String policy, String offered) {
    town.encrypt(alice, policy);
    var carrier = carrierThatMustEncrypt();
    var alices = alices();
    var outgoing = (offered.isEmpty() ? alices : alices.encrypting(offered)).call("112");
    var incoming = carrier.awaitCall();
    assertThat(incoming.request().body()).contains(SAVP);

    incoming.reject("488 Not Acceptable Here").awaitRequest("ACK");
    assertThat(incoming.awaitRequest("INVITE").body()).contains(AVP).doesNotContain("a=crypto");

    talkAndEnd(talk(outgoing, incoming));
  }

  private TestPhone carrierThatMustEncrypt() {
    var carrier = exchange.carrier("127.0.0.31");
    town.set(
        town.trunk("127.0.0.31", carrier.address().getPort()), "media_encryption = 'required'");
    town.number(alice, "off", true);
    return carrier;
  }

  private TestPhone alices() {
    return exchange.phone(alice.credentials());
  }

  private TestPhone bobs() {
    return exchange.phone(bob.credentials());
  }

  private static Conversation talk(PhoneCall outgoing, PhoneCall incoming) {
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    return new Conversation(outgoing, incoming);
  }

  private void talkAndEnd(Conversation conversation) {
    conversation.hearEachOther();
    assertThat(conversation.caller().packetsForged()).isZero();
    assertThat(conversation.called().packetsForged()).isZero();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  private static String keyIn(String sdp) {
    int at = sdp.indexOf("inline:") + "inline:".length();
    return sdp.substring(at, at + 40);
  }
}
