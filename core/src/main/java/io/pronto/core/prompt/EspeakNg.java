package io.pronto.core.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.sound.NotSound;
import io.pronto.core.sound.Sound;
import io.pronto.core.sound.WavFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speech by eSpeak NG, a program of its own that reads the text from its standard input and writes
 * a WAV file to its standard output: no shell, no file, and nothing of the text in its arguments.
 */
public final class EspeakNg implements SpeechSynthesis {
  /** The name of the program. */
  public static final String PROGRAM = "espeak-ng";

  private static final Logger LOG = LoggerFactory.getLogger(EspeakNg.class);
  private static final Map<String, String> VOICES = Map.of("fr", "fr", "en", "en-gb", "it", "it");
  private static final String WORDS_A_MINUTE = "155";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int AT_ONCE = 2;
  private static final int PATIENCE_SECONDS = 5;

  /** It speaks at 22,050 samples a second of two bytes; a little more than may be kept. */
  private static final int MOST_BYTES = 22_050 * 2 * (int) (WavFile.LONGEST.toSeconds() + 5);

  private final Path program;
  private final Semaphore free = new Semaphore(AT_ONCE, true);

  /** Speaks by the program at {@code program}. */
  public EspeakNg(Path program) {
    this.program = program;
  }

  /** The one that is on the path of this process, if any is. */
  public static Optional<Path> installed() {
    return Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public Sound speak(String text, String language) throws Failed {
    var voice = VOICES.get(language);
    if (voice == null || text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("No text of a language that is spoken");
    }
    boolean turn = false;
    try {
      turn = free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!turn) {
        throw new Failed("Others have texts spoken now", true);
      }
      return WavFile.streamed(spoken(text, voice));
    } catch (NotSound e) {
      throw new Failed("The speech engine made nothing of it: " + e.getMessage(), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed("The server stops", true);
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("{} cannot be run", program);
      throw new Failed("The speech engine cannot be run; the server's log says why", false);
    } finally {
      if (turn) {
        free.release();
      }
    }
  }

  private byte[] spoken(String text, String voice)
      throws IOException, InterruptedException, Failed {
    var builder =
        new ProcessBuilder(
            List.of(
                program.toString(),
                "-v",
                voice,
                "-s",
                WORDS_A_MINUTE,
                "-b",
                "1",
                "--stdin",
                "--stdout"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    var child = builder.start();
    var guard = Thread.ofVirtual().name("speech-limit").start(() -> endAfterLimit(child));
    try {
      Thread.ofVirtual().name("speech-text").start(() -> hand(text, child));
      var wav = read(child.getInputStream());
      if (child.waitFor() != 0) {
        throw new Failed("The speech engine could not speak it", false);
      }
      return wav;
    } finally {
      child.destroyForcibly();
      guard.interrupt();
    }
  }

  private static byte[] read(InputStream output) throws IOException, Failed {
    try (output) {
      var wav = output.readNBytes(MOST_BYTES + 1);
      if (wav.length > MOST_BYTES) {
        throw new Failed("It takes too long to say: make it shorter", false);
      }
      return wav;
    }
  }

  private static void hand(String text, Process child) {
    try (var in = child.getOutputStream()) {
      in.write(text.getBytes(UTF_8));
    } catch (IOException gone) {
      LOG.atDebug().setCause(gone).log("The speech engine has not read its text to the end");
    }
  }

  private static void endAfterLimit(Process child) {
    try {
      if (!child.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
