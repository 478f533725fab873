package io.pronto.media.speech;

import static io.pronto.media.speech.Spoken.man;
import static io.pronto.media.speech.Spoken.silence;
import static io.pronto.media.speech.Spoken.woman;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.lease.Leases;
import io.pronto.media.Side;
import io.pronto.media.speech.model.Models;
import io.pronto.media.speech.model.NoModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSpeechTest {
  private static final int PIECE = 6_400;
  private static final int BYTES_PER_MILLI = 32;

  @TempDir Path folder;

  private final Leases leases = new Leases();
  private LiveSpeech speech;
  private long given;

  @BeforeEach
  void installTheDigits() throws IOException {
    Spoken.installDigits(folder.resolve("en"));
    speech = new LiveSpeech(new Models(folder), 1, SpeechSettings.DEFAULT, leases);
  }

  @AfterEach
  void nothingIsLeft() {
    speech.close();
    leases.close();

    assertThat(leases.held(Leases.Kind.RECOGNISER)).isZero();
    assertThat(decoders()).isEmpty();
  }

  @Test
  void bothPartiesAreWrittenDownWhileTheySpeak() throws Exception {
    var notes = new Notes();
    var call = begin("call_1", notes);

    say(call, both(man(), woman()));
    notes.awaitGuess(Side.CALLER, "seven");
    notes.awaitGuess(Side.CALLED, "nine");
    say(call, both(silence(1), silence(1)));

    assertThat(notes.awaitSaid(Side.CALLER)).containsExactly("seven", "zero", "four", "yes");
    assertThat(notes.awaitSaid(Side.CALLED)).containsExactly("nine", "eight", "six", "five", "no");
    call.ended();
    assertThat(notes.awaitEnd()).isEqualTo(LiveWords.Ending.COMPLETED);
  }

  @Test
  void timesCountFromTheBeginningHoweverLongTheSilence() throws Exception {
    var notes = new Notes();
    var call = begin("call_1", notes);

    for (int i = 0; i < 30; i++) {
      say(call, both(silence(2), silence(2)));
    }
    say(call, both(man(), silence(2)));
    call.ended();

    notes.awaitSaid(Side.CALLER);
    assertThat(notes.certain(Side.CALLER).getFirst().start())
        .isBetween(Duration.ofMillis(60_150), Duration.ofMillis(60_400));
    assertThat(notes.awaitEnd()).isEqualTo(LiveWords.Ending.COMPLETED);
  }

  @Test
  void aDecoderKilledInTheMiddleIsReplacedAndTimesGoOn() throws Exception {
    var notes = new Notes();
    var call = begin("call_1", notes);
    say(call, both(man(), silence(2)));
    say(call, both(silence(1), silence(1)));
    notes.awaitSaid(Side.CALLER);
    notes.forget();

    kill();
    say(call, both(silence(1), silence(1)));
    long before = given / BYTES_PER_MILLI;
    say(call, both(woman(), silence(3)));
    say(call, both(silence(1), silence(1)));

    assertThat(notes.awaitSaid(Side.CALLER)).containsExactly("nine", "eight", "six", "five", "no");
    assertThat(notes.certain(Side.CALLER).getFirst().start().toMillis())
        .isBetween(before + 150, before + 400);
    call.ended();
    assertThat(notes.awaitEnd()).isEqualTo(LiveWords.Ending.COMPLETED);
  }

  @Test
  void aDecoderThatHangsLosesItsOwnTimeAndItsPlaceIsFreeAgain() throws Exception {
    var notes = new Notes();
    var call = begin("call_1", notes);
    say(call, both(man(), silence(2)));
    notes.awaitGuess(Side.CALLER, "seven");
    for (var decoder : decoders()) {
      new ProcessBuilder("kill", "-STOP", "" + decoder.pid()).start().waitFor();
    }

    var sound = both(man(), woman());
    for (int i = 0; i < 100; i++) {
      call.heard(sound, 0, PIECE);
    }

    assertThat(notes.awaitEnd()).isEqualTo(LiveWords.Ending.LAGGED);
    call.ended();
    var again = begin("call_2", new Notes());
    again.ended();
  }

  @Test
  void whoeverFindsNoPlaceIsToldSoAtOnce() throws Exception {
    var notes = new Notes();
    var first = begin("call_1", notes);

    assertThat(speech.begin("call_2", "en", new Notes())).isEmpty();

    first.ended();
    notes.awaitEnd();
    var third = begin("call_3", new Notes());
    third.ended();
    try (var none = new LiveSpeech(new Models(folder), 0, SpeechSettings.DEFAULT, leases)) {
      assertThat(none.begin("call_4", "en", new Notes())).isEmpty();
    }
  }

  @Test
  void aLanguageWithoutAModelIsNeverTakenForAnother() {
    assertThatThrownBy(() -> speech.begin("call_1", "fr", new Notes()))
        .isInstanceOf(NoModel.class)
        .hasMessage("No speech model for French (fr) is installed: run ./pronto model install fr");
  }

  private LiveTranscription begin(String owner, Notes notes) throws NoModel {
    return speech.begin(owner, "en", notes).orElseThrow();
  }

  /** As fast as it is decoded. */
  private void say(LiveTranscription call, byte[] sound) {
    long deadline = System.nanoTime() + SECONDS.toNanos(60);
    for (int at = 0; at < sound.length; at += PIECE) {
      while (call.behind() > 20) {
        assertThat(System.nanoTime()).as("until it is decoded").isLessThan(deadline);
        Thread.onSpinWait();
      }
      call.heard(sound, at, Math.min(PIECE, sound.length - at));
    }
    given += sound.length;
  }

  /** Left and right in turn; the shorter is followed by silence. */
  private static byte[] both(InputStream caller, InputStream called) throws IOException {
    var left = caller.readAllBytes();
    var right = called.readAllBytes();
    int samples = Math.max(left.length, right.length) / 2;
    left = Arrays.copyOf(left, 2 * samples);
    right = Arrays.copyOf(right, 2 * samples);
    var both = new ByteArrayOutputStream();
    for (int i = 0; i < samples; i++) {
      both.write(left, 2 * i, 2);
      both.write(right, 2 * i, 2);
    }
    return both.toByteArray();
  }

  private static void kill() {
    decoders().forEach(ProcessHandle::destroyForcibly);
    decoders().forEach(decoder -> decoder.onExit().join());
  }

  private static List<ProcessHandle> decoders() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
  }
}
