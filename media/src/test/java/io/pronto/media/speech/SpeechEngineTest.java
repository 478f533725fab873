package io.pronto.media.speech;

import static io.pronto.media.speech.Spoken.man;
import static io.pronto.media.speech.Spoken.oneAfterTheOther;
import static io.pronto.media.speech.Spoken.silence;
import static io.pronto.media.speech.Spoken.woman;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.lease.Leases;
import io.pronto.media.speech.model.Models;
import io.pronto.media.speech.model.NoModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechEngineTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** By how many milliseconds a word's times may be wrong. */
  private static final long WORD_TIME = 150;

  @TempDir Path folder;

  private final Leases leases = new Leases();
  private SpeechEngine engine;

  @BeforeEach
  void installTheDigits() throws IOException {
    Spoken.installDigits(folder.resolve("en"));
    engine = engine(SpeechSettings.DEFAULT);
  }

  @AfterEach
  void nothingIsLeft() {
    engine.close();
    leases.close();

    assertThat(leases.held(Leases.Kind.RECOGNISER)).isZero();
    assertThat(decoders()).isEmpty();
  }

  @Test
  void speechIsWrittenDownWordByWord() throws Exception {
    assertThat(texts(heard(man()))).containsExactly("seven", "zero", "four", "yes");
    assertThat(texts(heard(woman()))).containsExactly("nine", "eight", "six", "five", "no");
  }

  @Test
  void wordsBearTheirTimesAndHowSureTheDecoderIs() throws Exception {
    var words = heard(man());

    assertThat(words.getFirst().start()).isBetween(Duration.ofMillis(150), Duration.ofMillis(400));
    assertThat(words.getLast().end()).isBetween(Duration.ofMillis(1_750), Duration.ofMillis(2_300));
    for (int i = 1; i < words.size(); i++) {
      assertThat(words.get(i).start()).isGreaterThanOrEqualTo(words.get(i - 1).end());
    }
    assertThat(words).allMatch(word -> word.confidence() > 0.5 && word.confidence() <= 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"en-caller", "en-called", "fr-caller", "fr-called", "it-caller", "it-called"})
  void everyLanguageIsWrittenDownByItsOwnModelAtTheTimesAtWhichItIsSaid(String name)
      throws Exception {
    var language = name.substring(0, 2);
    if (!language.equals("en")) {
      Spoken.install(language, folder.resolve(language));
    }

    var words = engine.transcribe("trn_1", language, Spoken.wav(name));

    var truth = Spoken.truth(name);
    assertThat(texts(words)).isEqualTo(truth.stream().map(Spoken.Truth::word).toList());
    for (int i = 0; i < truth.size(); i++) {
      assertThat(words.get(i).start().toMillis())
          .as(words.get(i).text())
          .isCloseTo(truth.get(i).start(), within(WORD_TIME));
      assertThat(words.get(i).end().toMillis())
          .as(words.get(i).text())
          .isCloseTo(truth.get(i).end(), within(WORD_TIME));
    }
  }

  @Test
  void aLongSilenceIsSkippedButKeepsItsTime() throws Exception {
    var words = heard(oneAfterTheOther(silence(120), man(), silence(3_600), woman(), silence(9)));

    assertThat(texts(words))
        .containsExactly("seven", "zero", "four", "yes", "nine", "eight", "six", "five", "no");
    assertThat(words.getFirst().start())
        .isBetween(Duration.ofMillis(120_150), Duration.ofMillis(120_400));
    assertThat(words.get(4).start())
        .isBetween(Duration.ofMillis(3_722_750), Duration.ofMillis(3_723_000));
  }

  @Test
  void silenceSaysNothing() throws Exception {
    assertThat(heard(silence(20))).isEmpty();
    assertThat(heard(new ByteArrayInputStream(new byte[0]))).isEmpty();
    assertThat(heard(new ByteArrayInputStream(new byte[1]))).isEmpty();
  }

  @Test
  void aLanguageWithoutAModelIsNamedWithTheCommandThatInstallsOne() {
    assertThatThrownBy(() -> engine.transcribe("trn_1", "fr", man()))
        .isInstanceOf(NoModel.class)
        .hasMessage("No speech model for French (fr) is installed: run ./pronto model install fr");
    assertThatThrownBy(() -> engine.transcribe("trn_1", "../en", man()))
        .isInstanceOf(NoModel.class);
  }

  @Test
  void aDecoderKilledInTheMiddleIsReportedAndTheNextOneServes() throws Exception {
    assertThatThrownBy(() -> heard(oneAfterTheOther(talk(60), then(this::killDecoder), talk(60))))
        .isInstanceOf(DecoderDied.class)
        .hasMessageContaining("signal 9");

    assertThat(texts(heard(man()))).containsExactly("seven", "zero", "four", "yes");
  }

  @Test
  void aNativeCrashIsReportedAndTheNextOneServes() throws Exception {
    assertThatThrownBy(() -> heard(oneAfterTheOther(talk(60), then(this::crash), talk(60))))
        .isInstanceOf(DecoderDied.class)
        .hasMessageContaining("signal 6")
        .hasMessageContaining("SIGSEGV");

    assertThat(texts(heard(man()))).containsExactly("seven", "zero", "four", "yes");
  }

  @Test
  void aDecoderThatHangsIsKilledWhenItsTimeIsOver() throws Exception {
    try (var hasty = engine(settings(2L << 30, LONG, Duration.ofSeconds(1)))) {
      var sound = oneAfterTheOther(then(() -> signal("STOP")), silence(1));
      assertThatThrownBy(() -> hasty.transcribe("trn_1", "en", sound))
          .isInstanceOf(DecoderDied.class)
          .hasMessageContaining("did not finish in its time");
    }
  }

  @Test
  void aDecoderKilledWhileIdleIsReplaced() throws Exception {
    heard(man());
    killDecoder();

    assertThat(texts(heard(man()))).containsExactly("seven", "zero", "four", "yes");
  }

  @Test
  void aDecoderCannotTakeMoreMemoryThanItWasGiven() throws Exception {
    installAModelWithLongWords("it");
    try (var poor = engine(settings(640L << 20, LONG, LONG));
        var rich = engine(settings(8L << 30, LONG, LONG))) {
      assertThat(rich.transcribe("trn_1", "it", man())).hasSize(4);
      assertThatThrownBy(() -> poor.transcribe("trn_1", "it", man()))
          .isInstanceOf(DecoderDied.class);
      assertThat(poor.transcribe("trn_1", "en", man())).hasSize(4);
    }
  }

  @Test
  void aBrokenModelIsReportedWithWhatTheDecoderSaid() throws Exception {
    Files.createDirectories(folder.resolve("it/am"));
    Files.writeString(folder.resolve("it/am/final.mdl"), "nonsense");

    assertThatThrownBy(() -> engine.transcribe("trn_1", "it", man()))
        .isInstanceOf(DecoderDied.class)
        .hasMessageContaining("gave up");
  }

  @Test
  void soundThatCannotBeReadFailsAsItself() {
    assertThatThrownBy(
            () ->
                heard(
                    oneAfterTheOther(
                        man(),
                        then(
                            () -> {
                              throw new IOException("gone");
                            }))))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  @Test
  void oneDecoderServesManyAtOnceInTurn() throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 6).mapToObj(i -> callers.submit(() -> texts(heard(man())))).toList();
      for (var one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS)).containsExactly("seven", "zero", "four", "yes");
      }
    }
    assertThat(decoders()).hasSize(1);
  }

  @Test
  void anIdleDecoderEnds() throws Exception {
    try (var brief = engine(settings(2L << 30, Duration.ofMillis(100), LONG))) {
      brief.transcribe("trn_1", "en", man());

      for (var decoder : decoders()) {
        decoder.onExit().get(20, TimeUnit.SECONDS);
      }
      assertThat(brief.transcribe("trn_1", "en", man())).hasSize(4);
    }
  }

  @Test
  void aDecoderLeavesNothingOnDisk() throws Exception {
    var before = scratchFolders();
    heard(man());
    assertThat(scratchFolders()).isGreaterThan(before);

    engine.close();
    assertThat(scratchFolders()).isEqualTo(before);
  }

  private SpeechEngine engine(SpeechSettings settings) {
    return new SpeechEngine(new Models(folder), settings, leases);
  }

  private static SpeechSettings settings(long memory, Duration idle, Duration patience) {
    return new SpeechSettings(1, memory, idle, patience);
  }

  private List<Word> heard(InputStream pcm) throws Exception {
    return engine.transcribe("trn_1", "en", pcm);
  }

  private static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }

  private static InputStream talk(int times) {
    return oneAfterTheOther(
        IntStream.range(0, times).mapToObj(i -> man()).toArray(InputStream[]::new));
  }

  private interface Deed {
    void run() throws IOException;
  }

  /** Sound of no length that does {@code deed} when the sound before it has been read. */
  private static InputStream then(Deed deed) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        deed.run();
        return -1;
      }
    };
  }

  private void killDecoder() {
    decoders().forEach(ProcessHandle::destroyForcibly);
    decoders().forEach(decoder -> decoder.onExit().join());
  }

  /** The report of a crash takes its time, in which the other threads go on. */
  private void crash() throws IOException {
    var dying = decoders();
    signal("SEGV");
    dying.forEach(decoder -> decoder.onExit().join());
  }

  private void signal(String name) throws IOException {
    for (var decoder : decoders()) {
      new ProcessBuilder("kill", "-" + name, "" + decoder.pid()).start();
    }
  }

  private static List<ProcessHandle> decoders() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
  }

  private void installAModelWithLongWords(String language) throws IOException {
    var model = folder.resolve(language);
    Spoken.installDigits(model);
    try (var words = Files.newBufferedWriter(model.resolve("graph/words.txt"), APPEND)) {
      var longWord = "a-very-long-word-".repeat(450);
      for (int i = 100; i < 40_000; i++) {
        words.write(longWord + i + " " + i + "\n");
      }
    }
  }

  private static long scratchFolders() throws IOException {
    try (var entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries.filter(e -> e.getFileName().toString().startsWith("pronto-speech")).count();
    }
  }
}
