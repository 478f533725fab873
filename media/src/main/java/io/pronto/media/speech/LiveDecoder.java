package io.pronto.media.speech;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.media.Side;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The parent's side of one process that listens to calls, one after the other. What it hears is
 * told on a thread of its own.
 */
final class LiveDecoder implements AutoCloseable {
  private static final int ANSWER_HEAD = Long.BYTES + 1;

  /** Hears what the process makes of a call. */
  interface Hearer {
    /** The same as {@link LiveWords#guessed}. */
    void guessed(Side side, String text);

    /** The same as {@link LiveWords#said}, but from the first sample that was given. */
    void said(Side side, List<Word> words);
  }

  private final ChildJvm child;
  private final DataOutputStream out;
  private volatile Hearer hearer;
  private volatile CompletableFuture<Void> done = new CompletableFuture<>();
  private final Channel caller = new Channel(Side.CALLER);
  private final Channel called = new Channel(Side.CALLED);
  private volatile int served;

  /** Starts the process; it is not known yet whether it lives. */
  LiveDecoder(long memory) throws IOException {
    child = ChildJvm.start(DecoderMain.class, memory);
    out = new DataOutputStream(new BufferedOutputStream(child.input()));
    Thread.ofPlatform().daemon().name("speech-live").start(this::readAnswers);
  }

  /** Begins to listen to a call with the model in {@code model}. */
  void begin(Path model, Hearer next) throws IOException {
    served = served + 1;
    hearer = next;
    done = new CompletableFuture<>();
    caller.begin();
    called.begin();
    tell(Frame.Kind.LISTEN, model.toAbsolutePath().toString().getBytes(UTF_8));
  }

  /** Has it hear what both parties say: left and right in turn, 16 bits, little-endian. */
  void hear(byte[] both) throws IOException {
    if (done.isCompletedExceptionally()) { // said now, since a silent party would not find it out
      throw new DecoderDied("The speech decoder died: " + child.lastWords());
    }
    caller.hear(both, 0);
    called.hear(both, 2);
    out.flush();
  }

  /**
   * Nothing more comes; returns when all has been told.
   *
   * @throws DecoderDied if it was not in {@code patience}
   */
  void end(Duration patience) throws IOException {
    tell(Frame.Kind.END, new byte[0]);
    try {
      done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DecoderDied("The speech decoder did not finish in its time");
    } catch (ExecutionException e) {
      throw new DecoderDied("The speech decoder died: " + child.lastWords());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DecoderDied("Interrupted while speech was decoded");
    }
  }

  /** How many calls it was given. */
  int served() {
    return served;
  }

  boolean alive() {
    return child.alive();
  }

  /** Ends it, and does not wait. */
  void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }

  private void tell(Frame.Kind kind, byte[] content) throws IOException {
    Frame.write(out, kind, content);
    out.flush();
  }

  private void readAnswers() {
    try (var in = new DataInputStream(new BufferedInputStream(child.output()))) {
      while (true) {
        var answer = Frame.read(in);
        switch (answer.kind()) {
          case RESULT ->
              hearer.said(
                  side(answer), Words.of(json(answer).getJsonArray("result"), answer.number()));
          case PARTIAL -> hearer.guessed(side(answer), json(answer).getString("partial", ""));
          case DONE -> done.complete(null);
          case FAILED -> throw new DecoderDied(new String(answer.content(), UTF_8));
          case BEGIN, AUDIO, SILENCE, END, LISTEN, HUSH ->
              throw new DecoderDied("Unexpected " + answer.kind());
        }
      }
    } catch (IOException | RuntimeException gone) {
      child.kill();
      done.completeExceptionally(gone);
    }
  }

  private static Side side(Frame answer) {
    return Side.values()[answer.content()[Long.BYTES]];
  }

  private static JsonObject json(Frame answer) {
    var content = answer.content();
    return new JsonObject(new String(content, ANSWER_HEAD, content.length - ANSWER_HEAD, UTF_8));
  }

  /** What goes to the recogniser of one party: all but its long silences. */
  private final class Channel implements SilenceSkipper.Listener {
    private final byte side;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private SilenceSkipper skipper = new SilenceSkipper(this);

    Channel(Side side) {
      this.side = (byte) side.ordinal();
    }

    void begin() {
      skipper = new SilenceSkipper(this);
      piece.reset();
    }

    void hear(byte[] both, int offset) throws IOException {
      int frames = both.length / 4;
      for (int from = 0; from < frames; from += SilenceSkipper.BLOCK) {
        int length = Math.min(SilenceSkipper.BLOCK, frames - from);
        var block = new byte[length * 2];
        for (int i = 0; i < length; i++) {
          block[2 * i] = both[4 * (from + i) + offset];
          block[2 * i + 1] = both[4 * (from + i) + offset + 1];
        }
        skipper.pass(block);
      }
      send();
    }

    @Override
    public void sound(byte[] pcm, int length) {
      piece.write(pcm, 0, length);
    }

    @Override
    public void silence(long samples) throws IOException {
      send();
      var content = ByteBuffer.allocate(Long.BYTES + 1).putLong(samples).put(side).array();
      Frame.write(out, Frame.Kind.SILENCE, content);
    }

    @Override
    public void hush() throws IOException {
      send();
      Frame.write(out, Frame.Kind.HUSH, new byte[] {side});
    }

    private void send() throws IOException {
      if (piece.size() > 0) {
        var content = ByteBuffer.allocate(1 + piece.size()).put(side).put(piece.toByteArray());
        Frame.write(out, Frame.Kind.AUDIO, content.array());
        piece.reset();
      }
    }
  }
}
