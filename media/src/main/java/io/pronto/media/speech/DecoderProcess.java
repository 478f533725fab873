package io.pronto.media.speech;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.lease.Lease;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The parent's side of one decoding process: hands it a sound, collects the words. */
final class DecoderProcess implements AutoCloseable {
  private static final int RATE = 8_000;
  private static final int PIECE = RATE * 2;

  /** A decoder slower than this, times real time, is taken to be stuck. */
  private static final int SLOWEST = 10;

  private static final Frame GONE = new Frame(Frame.Kind.FAILED, new byte[0]);

  private final ChildJvm child;
  private final Duration patience;
  private final DataOutputStream out;
  private final BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();
  private volatile boolean overdue;
  private volatile int served;

  /** Starts the process; it is not known yet whether it lives. */
  DecoderProcess(SpeechSettings settings) throws IOException {
    child = ChildJvm.start(DecoderMain.class, settings.memory());
    patience = settings.patience();
    out = new DataOutputStream(new BufferedOutputStream(child.input(), PIECE));
    Thread.ofPlatform().daemon().name("speech-answers").start(this::readAnswers);
  }

  /**
   * Has {@code pcm} written down with the model in {@code model}. {@code lease} is the recogniser's
   * and grows with the sound; when it is reclaimed, {@link #giveUp} must be called.
   *
   * @throws DecoderDied if the process ended first; it is of no more use
   * @throws IOException if {@code pcm} cannot be read; the process is of no more use
   */
  List<Word> transcribe(Path model, InputStream pcm, Lease lease) throws IOException {
    served = served + 1;
    var sound = new Feed(lease);
    tell(Frame.Kind.BEGIN, model.toAbsolutePath().toString().getBytes(UTF_8));
    new SilenceSkipper(sound).pass(pcm);
    sound.send();
    tell(Frame.Kind.END, new byte[0]);
    return words();
  }

  /** How many sounds it was given. */
  int served() {
    return served;
  }

  /** Kills the process because its time is over. */
  void giveUp() {
    overdue = true;
    child.kill();
  }

  /** Says whether it can be given a sound. */
  boolean alive() {
    return child.alive();
  }

  /** Ends the process, at once. */
  @Override
  public void close() {
    child.close();
  }

  private List<Word> words() throws IOException {
    var words = new ArrayList<Word>();
    while (true) {
      var answer = next();
      switch (answer.kind()) {
        case RESULT -> read(answer, words);
        case DONE -> {
          return List.copyOf(words);
        }
        case FAILED -> throw died(answer);
        case BEGIN, AUDIO, SILENCE, END, LISTEN, HUSH, PARTIAL -> throw died(GONE);
      }
    }
  }

  private Frame next() throws InterruptedIOException {
    try {
      return answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while speech was decoded");
    }
  }

  private static void read(Frame answer, List<Word> into) {
    var json =
        new String(answer.content(), Long.BYTES, answer.content().length - Long.BYTES, UTF_8);
    into.addAll(Words.of(new JsonObject(json).getJsonArray("result"), answer.number()));
  }

  private void tell(Frame.Kind kind, byte[] content) throws IOException {
    tell(kind, content, content.length);
  }

  private void tell(Frame.Kind kind, byte[] content, int length) throws IOException {
    try {
      Frame.write(out, kind, content, length);
      out.flush();
    } catch (IOException childIsGone) {
      throw died(lastWord());
    }
  }

  /** What the process said in the end, if it had the time. */
  private Frame lastWord() throws IOException {
    var answer = next();
    while (answer.kind() != Frame.Kind.FAILED) {
      answer = next();
    }
    return answer;
  }

  private DecoderDied died(Frame last) {
    if (last != GONE && last.content().length > 0) {
      return new DecoderDied("The speech decoder gave up: " + new String(last.content(), UTF_8));
    }
    return new DecoderDied(
        overdue
            ? "The speech decoder did not finish in its time and was killed"
            : "The speech decoder died: " + child.lastWords());
  }

  private void readAnswers() {
    try (var in = new DataInputStream(new BufferedInputStream(child.output()))) {
      while (true) {
        answers.add(Frame.read(in));
      }
    } catch (IOException childIsGone) {
      answers.add(GONE);
    } catch (RuntimeException nonsense) {
      child.kill();
      answers.add(GONE);
    }
  }

  /** Sends the sound in pieces of a second; each gives the lease the time that it may cost. */
  private final class Feed implements SilenceSkipper.Listener {
    private final Lease lease;
    private final long started = System.nanoTime();
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private long samples;

    Feed(Lease lease) {
      this.lease = lease;
    }

    @Override
    public void sound(byte[] pcm, int length) throws IOException {
      if (filled + length > PIECE) {
        send();
      }
      System.arraycopy(pcm, 0, piece, filled, length);
      filled += length;
    }

    @Override
    public void silence(long samples) throws IOException {
      send();
      tell(Frame.Kind.SILENCE, Frame.number(samples));
    }

    void send() throws IOException {
      samples += filled / 2;
      var allowed = patience.plusMillis(SLOWEST * samples * 1_000 / RATE);
      lease.renew(allowed.minusNanos(System.nanoTime() - started));
      tell(Frame.Kind.AUDIO, piece, filled);
      filled = 0;
    }
  }
}
