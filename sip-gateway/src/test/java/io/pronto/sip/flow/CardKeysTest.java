package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.call.RecordingState;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Pause;
import io.pronto.media.codec.KeyTones;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is keyed in a recorded call is not on its recording. */
class CardKeysTest extends Telephony {
  private static final String CARD = "4970101234567890";
  private static final int FRAME = Sound.RATE / 50;
  private static final int BEFORE = 400;
  private static final int AFTER = 550;
  private static final int OTHER = 300;
  private static final int[] TONES = {697, 770, 852, 941, 1209, 1336, 1477};

  private final TestPhone carrier = exchange.carrier("127.0.0.14");
  private final TestPhone bobs = exchange.phone(bob.credentials());

  CardKeysTest() {
    town.trunk("127.0.0.14", carrier.address().getPort());
  }

  @Test
  void theTonesOfACardNumberAreNowhereAndBothChannelsPause() throws IOException {
    keyed(caller -> caller.say(Sound.keys(CARD, 80)));
  }

  @Test
  void theSameGoesForKeysThatAreToldOfAsEvents() throws IOException {
    keyed(caller -> caller.press(CARD + "#"));
  }

  @Test
  void theSameGoesForKeysThatAreToldOfByInfo() throws IOException {
    keyed(
        caller -> {
          for (char key : CARD.substring(0, 4).toCharArray()) {
            var body = "Signal=" + key + "\r\nDuration=160\r\n";
            caller.exchange(caller.inDialog("INFO").withBody("application/dtmf-relay", body));
          }
        });
  }

  @Test
  void aChoiceInAMenuCostsNobodyAWord() throws IOException {
    var conversation = called();
    says(conversation, BEFORE);
    conversation.caller().press("1");
    conversation.called().awaitKeys(1);
    says(conversation, AFTER);
    conversation.end();

    var entry = available();
    var manifest = manifest(entry);
    assertThat(manifest.pauses()).isEmpty();
    assertThat(manifest.caller().total(Content.KEYS)).isBetween(20L, 400L);
    assertThat(manifest.called().total(Content.KEYS)).isZero();
    assertThat(manifest.has(Content.PAUSED)).isFalse();
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(millis(tape.left(), BEFORE)).isGreaterThan(600);
    assertThat(millis(tape.left(), AFTER)).isGreaterThan(600);
  }

  @Test
  void whereTheNumbersPolicyTurnsItOffNothingPausesButTheTonesGo() throws IOException {
    var number = town.number(bob, "all", false).value();
    Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.update(
                    "update phone_number set recording_card_pause = false where number = $1",
                    number));
    var conversation = Conversation.between(carrier, bobs, number);
    says(conversation, BEFORE);
    conversation.caller().press(CARD);
    conversation.called().awaitKeys(CARD.length());
    says(conversation, AFTER);
    conversation.end();

    var entry = available();
    assertThat(manifest(entry).pauses()).isEmpty();
    assertThat(manifest(entry).caller().total(Content.KEYS)).isPositive();
    assertThat(heard(Tape.of(exchange, town.organisation(), entry).left())).isEmpty();
  }

  private void keyed(Consumer<PhoneCall> keys) throws IOException {
    var conversation = called();
    conversation.called().say(Sound.tone(OTHER, 120_000));
    says(conversation, BEFORE);
    keys.accept(conversation.caller());
    exchange.awaitRecording(town.organisation(), RecordingState.PAUSED);
    exchange.awaitRecording(town.organisation(), RecordingState.RUNNING);
    says(conversation, AFTER);
    conversation.end();

    var entry = available();
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(heard(tape.left())).as("keys on the tape").isEmpty();
    assertThat(heard(tape.right())).as("keys on the tape").isEmpty();
    for (int hertz : TONES) {
      assertThat(millis(tape.left(), hertz)).as("%d Hz", hertz).isZero();
      assertThat(millis(tape.right(), hertz)).as("%d Hz", hertz).isZero();
    }
    assertThat(millis(tape.left(), BEFORE)).isGreaterThan(600);
    assertThat(millis(tape.left(), AFTER)).as("what comes after is kept").isGreaterThan(600);
    assertThat(millis(tape.right(), OTHER)).isGreaterThan(1_200);
    assertThat(tape.left().millis()).isEqualTo(tape.right().millis());
    var manifest = manifest(entry);
    assertThat(manifest.pauses()).extracting(Pause::reason).containsOnly("card_digits");
    long paused = manifest.pauses().stream().mapToLong(p -> p.toMillis() - p.fromMillis()).sum();
    assertThat(paused).isGreaterThanOrEqualTo(5_000);
    assertThat(manifest.caller().total(Content.PAUSED)).isEqualTo(paused);
    assertThat(manifest.called().total(Content.PAUSED)).isEqualTo(paused);
  }

  private Conversation called() {
    return Conversation.between(carrier, bobs, town.number(bob, "all", false).value());
  }

  /** The caller's tone is heard for a while. */
  private static void says(Conversation conversation, int hertz) {
    conversation.caller().say(Sound.tone(hertz, 120_000));
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    do {
      assertThat(System.nanoTime()).as("until %d Hz are heard", hertz).isLessThan(deadline);
      conversation.called().forget();
    } while (conversation.called().awaitHeard(400).share(hertz) < 0.5);
    conversation.called().forget();
    conversation.called().awaitHeard(800);
  }

  /** How much of the time there is a good deal of {@code hertz}, looked at 20 ms by 20 ms. */
  private static int millis(Sound sound, int hertz) {
    int found = 0;
    for (int at = 0; at + FRAME <= sound.samples().length; at += FRAME) {
      var part = new Sound(Arrays.copyOfRange(sound.samples(), at, at + FRAME));
      found += part.level() > -50 && part.share(hertz) > 0.3 ? 20 : 0;
    }
    return found;
  }

  private static String heard(Sound sound) {
    var keys = new StringBuilder();
    var ear = new KeyTones();
    for (short sample : sound.samples()) {
      char key = ear.hear(sample);
      if (key != KeyTones.NONE) {
        keys.append(key);
      }
    }
    return keys.toString();
  }

  private RecordingEntry available() {
    var recordings = exchange.record().recordings();
    assertThat(recordings).hasSize(1);
    var outcome = recordings.getFirst().outcome().orElseThrow();
    assertThat(outcome.state()).as(outcome.toString()).isEqualTo("available");
    return recordings.getFirst();
  }

  private static Manifest manifest(RecordingEntry entry) {
    return Manifest.of(new JsonObject(entry.outcome().orElseThrow().manifest()));
  }
}
