package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.numbering.E164;
import io.pronto.core.prompt.VoiceChoices.Hold;
import io.pronto.media.Prompt;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is put on hold hears music, as long as the phone that holds sends none of its own. */
class HoldMusicTest extends Telephony {
  private static final int MUSIC = 700;
  private static final int VOICE = 440;

  private final OwnVoices own = new OwnVoices(exchange, town);

  @ParameterizedTest
  @CsvSource({
    "PCMA, PCMA, sendonly",
    "PCMA, PCMA, inactive",
    "PCMA, G722, sendonly",
    "G722, G722, inactive",
    "PCMA, OPUS, sendonly",
    "OPUS, PCMU, inactive",
    "OPUS, OPUS, sendonly"
  })
  void whoIsHeldHearsTheOrganisationsMusicAndNoneOfItAfterwards(
      Codec holders, Codec helds, String direction) {
    own.onHold(Hold.SERVER, own.tone(MUSIC, 1_000), Map.of());
    var conversation = conversation(holders, helds);
    var holder = conversation.caller();
    var held = conversation.called();
    conversation.hearEachOther();
    holder.silence();

    holder.reinvite(direction);
    awaitTone(held, MUSIC);
    assertThat(held.heard().level()).isBetween(-26.0, -15.0);
    holder.forget();
    held.forget();
    assertThat(held.awaitHeard(1_500).share(MUSIC)).as("over and over").isGreaterThan(0.8);
    assertThat(holder.packetsHeard()).as("to whom holds").isZero();

    holder.speak();
    holder.resume();
    held.forget();
    holder.say(Sound.tone(VOICE, 3_000));
    awaitTone(held, VOICE);
    held.forget();
    assertThat(held.awaitHeard(1_000).share(MUSIC)).as("after the hold").isLessThan(0.01);
    conversation.end();
    exchange.record();
  }

  @Test
  void aPhoneThatSendsSilenceHasNoMusicAndOneThatSendsMusicIsHeardInstead() {
    own.onHold(Hold.SERVER, own.tone(MUSIC, 1_000), Map.of());
    var conversation = conversation();
    var holder = conversation.called();
    var held = conversation.caller();

    holder.hold();
    awaitTone(held, MUSIC);
    holder.say(Sound.tone(VOICE, 4_000));
    awaitTone(held, VOICE);
    held.forget();
    assertThat(held.awaitHeard(1_000).share(MUSIC)).isLessThan(0.01);
    awaitTone(held, MUSIC);

    holder.resume();
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void aHoldThatChangesTheCodecKeepsTheMusic() {
    own.onHold(Hold.SERVER, own.tone(MUSIC, 1_000), Map.of());
    var conversation = conversation();
    var holder = conversation.caller();
    var held = conversation.called();
    holder.silence();
    holder.hold();
    awaitTone(held, MUSIC);
    var other =
        holder
            .sdp()
            .replace("RTP/AVP 8 0 101", "RTP/AVP 0 101")
            .replaceFirst("a=(sendrecv|sendonly)", "a=sendonly");

    var answer = holder.exchange(holder.inDialog("INVITE").withBody("application/sdp", other));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(held.awaitRequest("INVITE").body()).contains("PCMU");
    held.forget();
    assertThat(held.awaitHeard(1_500).share(MUSIC)).isGreaterThan(0.8);
    conversation.end();
    exchange.record();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sendonly", "inactive"})
  void whereOnlyThePhonesMusicIsWantedThereIsNone(String direction) {
    own.onHold(Hold.PHONE, own.tone(MUSIC, 1_000), Map.of());
    var conversation = conversation();
    var holder = conversation.caller();
    var held = conversation.called();
    holder.silence();

    holder.reinvite(direction);
    assertThat(HoldTest.direction(held.awaitRequest("INVITE").body())).isEqualTo(direction);
    held.forget();
    holder.exchange(holder.inDialog("OPTIONS"));
    holder.speak();
    holder.resume();

    // of a moment's noise of a room any tone may have a part
    assertThat(held.heard().share(MUSIC)).isLessThan(0.1);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void aNumberHasMusicOfItsOwn() {
    var carrier = exchange.carrier("127.0.0.17");
    town.trunk("127.0.0.17", carrier.address().getPort());
    var number = town.number(bob, "off", false);
    own.onHold(Hold.SERVER, own.tone(MUSIC, 1_000), Map.of(number, own.tone(1_900, 1_000).id()));
    var conversation = called(carrier, number);

    conversation.called().silence();
    conversation.called().hold();

    awaitTone(conversation.caller(), 1_900);
    conversation.end();
    exchange.record();
  }

  @Test
  void whoeverHasChosenNothingHearsWhatShips() {
    var conversation = conversation();
    conversation.caller().silence();
    conversation.caller().hold();

    conversation.called().forget();
    var heard = conversation.called().awaitHeard(3_000);

    assertThat(heard.level()).isBetween(-32.0, -18.0);
    assertThat(Prompt.holdMusic().length().toSeconds()).isEqualTo(24);
    conversation.end();
    exchange.record();
  }

  @Test
  void aRecordingHasNoMusicAndStaysOfOneTime() throws IOException {
    var carrier = exchange.carrier("127.0.0.18");
    town.trunk("127.0.0.18", carrier.address().getPort());
    var number = town.number(bob, "all", false);
    own.onHold(Hold.SERVER, own.tone(MUSIC, 1_000), Map.of());
    var conversation = called(carrier, number);
    var holder = conversation.called();
    var held = conversation.caller();
    conversation.hearEachOther();

    holder.silence();
    holder.hold();
    awaitTone(held, MUSIC);
    held.forget();
    held.awaitHeard(1_500);
    holder.speak();
    holder.resume();
    conversation.hearEachOther();
    conversation.end();

    var entry = exchange.record().recordings().getFirst();
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(tape.left().share(MUSIC)).isLessThan(0.01);
    assertThat(tape.right().share(MUSIC)).isLessThan(0.01);
    assertThat(tape.left().millis()).isEqualTo(tape.right().millis());
    assertThat(Math.abs(tape.left().millis() - entry.outcome().orElseThrow().millis()))
        .isLessThan(40);
  }

  private Conversation conversation(Codec holders, Codec helds) {
    var from = exchange.phone(alice.credentials());
    var to = exchange.phone(bob.credentials());
    from.speaking(holders);
    to.speaking(helds);
    return Conversation.between(from, to, "102");
  }

  private Conversation called(TestPhone carrier, E164 number) {
    return Conversation.between(carrier, exchange.phone(bob.credentials()), number.value());
  }

  static void awaitTone(PhoneCall listener, int hertz) {
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    do {
      assertThat(System.nanoTime()).as("until %d Hz are heard", hertz).isLessThan(deadline);
      listener.forget();
    } while (listener.awaitHeard(400).share(hertz) < 0.8);
  }
}
