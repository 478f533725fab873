package io.pronto.media.record;

import static io.pronto.media.record.Take.FRAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Pause;
import io.pronto.media.Side;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.KeyTones;
import io.pronto.media.relay.TapNote;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Keys in a party's sound: their tones are not on the tape, what is around them is. */
class KeyedTapeTest {
  private static final int SECOND = 8_000;
  private static final int TONE = 640;
  private static final int APART = 1_600;
  private static final int EVENTS = 101;
  private static final String KEYS = "0123456789*#";

  @Property(tries = 60)
  void noToneIsKeptAndNothingElseGoes(
      @ForAll long seed,
      @ForAll @IntRange(max = 3_000) int offset,
      @ForAll @IntRange(min = 1_200, max = 8_000) int loudness,
      @ForAll @IntRange(min = 1, max = 16) int keys) {
    var random = new Random(seed);
    var said = new short[4 * SECOND + keys * APART];
    for (int i = 0; i < said.length; i++) { // a hum that is no key's
      said[i] = (short) (600 * Math.sin(2 * Math.PI * 300 * i / 8_000.0));
    }
    for (int k = 0; k < keys; k++) {
      var tone = KeyTones.samples(KEYS.charAt(random.nextInt(KEYS.length())));
      for (int i = 0; i < TONE; i++) {
        said[SECOND + offset + k * APART + i] = (short) ((long) tone[i] * loudness / 16_000);
      }
    }
    var take = new Take();
    say(take, said);

    var track = take.end(said.length / FRAME * FRAME);

    var kept = take.samples();
    assertThat(heard(kept)).isEmpty();
    for (int k = 0; k < keys; k++) {
      int from = SECOND + offset + k * APART;
      take.holdsSilence(from, TONE);
      assertThat(silent(kept, from - 1_000, from - 500)).as("before key %d", k).isFalse();
    }
    assertThat(track.total(Content.KEYS)).isBetween(80L * keys, 80L * keys + 76L * keys);
    assertThat(track.total(Content.SOUND) + track.total(Content.KEYS)).isEqualTo(track.millis());
  }

  @Test
  void aCardNumberPausesBothChannelsFromItsFourthDigitOn() {
    var take = new Take();
    take.timeline.watchForCards();
    var said = new short[20 * SECOND];
    Arrays.fill(said, (short) 1_000);
    for (int k = 0; k < 16; k++) {
      System.arraycopy(KeyTones.samples('5'), 0, said, SECOND + k * APART, TONE);
    }
    say(take, said);
    take.end(said.length);

    assertThat(take.timeline.pauses()).extracting(Pause::reason).containsExactly("card_digits");
    var pause = take.timeline.pauses().getFirst();
    assertThat(pause.fromMillis()).isBetween(1_600L, 1_650L);
    assertThat(pause.toMillis()).isBetween(9_000L, 9_060L);
  }

  @Test
  void aChoiceInAMenuPausesNothing() {
    var cards = new CardPause();

    assertThat(cards.pressed(Side.CALLER, '1', 0)).isFalse();
    assertThat(cards.pressed(Side.CALLER, '2', 6 * SECOND)).isFalse();
    assertThat(cards.pressed(Side.CALLER, '3', 12 * SECOND)).isFalse();
    assertThat(cards.pressed(Side.CALLER, '4', 18 * SECOND)).isFalse();
    assertThat(cards.pressed(Side.CALLED, '5', 19 * SECOND)).isFalse();
  }

  @Test
  void anEventThatComesLateTakesTheSoundAtItsOwnTime() {
    var take = new Take();
    var note = Take.note(TapNote.State.OPEN);
    note.put(1 + EVENTS, (byte) TapNote.Carries.KEYS.ordinal());
    take.arrive(note, 0);
    for (int i = 0; i < 60; i++) {
      take.sound(7, i, i * FRAME, i * FRAME);
    }
    var event = ByteBuffer.allocate(16).put((byte) 0x80).put((byte) EVENTS).putShort((short) 60);
    event.putInt(50 * FRAME).putInt(7).put((byte) 5).put((byte) 10).putShort((short) FRAME);
    take.arrive(event.flip(), 60 * FRAME);

    take.end(70 * FRAME);

    take.holds(0, 0, 47 * FRAME);
    take.holdsSilence(47 * FRAME, 13 * FRAME);
  }

  /** Its stream was held up before the key, and is moved to its true time after it. */
  @Test
  void aKeyIsCoveredWhereItsSoundIsMovedTo() {
    var take = new Take();
    var note = Take.note(TapNote.State.OPEN);
    note.put(1 + EVENTS, (byte) TapNote.Carries.KEYS.ordinal());
    take.arrive(note, 0);
    for (int i = 0; i < 4; i++) { // 200 ms late
      take.sound(7, i, i * FRAME, (i + 10) * FRAME);
    }
    var event = ByteBuffer.allocate(16).put((byte) 0x80).put((byte) EVENTS).putShort((short) 4);
    event.putInt(3 * FRAME).putInt(7).put((byte) 5).put((byte) 10).putShort((short) FRAME);
    take.arrive(event.flip(), 14 * FRAME);
    for (int i = 4; i < 60; i++) { // and in time
      take.sound(7, i + 1, i * FRAME, Math.max(i, 14) * FRAME);
    }

    take.end(60 * FRAME);

    take.holdsSilence(0, 5 * FRAME);
    take.holds(5 * FRAME, 5 * FRAME, 55 * FRAME);
  }

  @Test
  void aKeyThatIsToldOfInSeveralWaysIsOne() {
    var take = new Take();
    take.timeline.watchForCards();
    for (int i = 0; i < 3; i++) {
      for (var told : Timeline.Told.values()) {
        take.timeline.pressed(Side.CALLER, '5', i * SECOND / 2 + told.ordinal() * 400, told);
      }
    }

    assertThat(take.timeline.keyedAt(SECOND + 800)).as("after three keys").isFalse();
    take.timeline.pressed(Side.CALLER, '5', 2 * SECOND, Timeline.Told.EVENT);
    assertThat(take.timeline.keyedAt(2 * SECOND)).as("after the fourth").isTrue();
  }

  @Test
  void whatIsKeyedSoonAfterACardNumberPausesAtOnce() {
    var cards = new CardPause();
    for (int i = 0; i < 3; i++) {
      assertThat(cards.pressed(Side.CALLER, '4', i * SECOND)).isFalse();
    }
    assertThat(cards.pressed(Side.CALLER, '4', 3 * SECOND)).isTrue();

    assertThat(cards.pressed(Side.CALLER, '1', 40 * SECOND)).isTrue();
    assertThat(cards.pressed(Side.CALLER, '1', 200 * SECOND)).isFalse();
  }

  private static void say(Take take, short[] said) {
    for (int i = 0; (i + 1) * FRAME <= said.length; i++) {
      var packet = ByteBuffer.allocate(12 + FRAME);
      packet.put((byte) 0x80).put((byte) G711.PCMA.payloadType()).putShort((short) i);
      packet.putInt(i * FRAME).putInt(7);
      for (int k = 0; k < FRAME; k++) {
        packet.put(G711.PCMA.encode(said[i * FRAME + k]));
      }
      take.arrive(packet.flip(), i * FRAME);
    }
  }

  private static String heard(short[] samples) {
    var keys = new StringBuilder();
    var ear = new KeyTones();
    for (short sample : samples) {
      char key = ear.hear(sample);
      if (key != KeyTones.NONE) {
        keys.append(key);
      }
    }
    return keys.toString();
  }

  private static boolean silent(short[] samples, int from, int to) {
    for (int i = from; i < to; i++) {
      if (samples[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
