package io.pronto.media.speech;

import io.pronto.core.lease.Leases;
import io.pronto.media.Side;
import io.pronto.media.SoundListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call that is written down while it goes on. What is heard waits in a short queue; a decoder
 * that falls behind by more than that, or dies too often, ends it, and nobody else notices.
 */
public final class LiveTranscription implements SoundListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTranscription.class);

  /** Pieces of 200 ms that wait: 10 s, in which a process starts and loads its model. */
  private static final int WAITING = 50;

  private static final int DEATHS = 3;
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration END_PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final byte[] END = new byte[0];
  private static final int FRAME_BYTES = 4;
  private static final int SAMPLES_PER_MILLI = 8;

  private final LiveSpeech pool;
  private final Path model;
  private final LiveWords words;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING + 1);
  private volatile boolean lagged;
  private volatile Optional<LiveDecoder> decoder = Optional.empty();
  private long samples;
  private boolean over;
  private final Thread worker;

  LiveTranscription(LiveSpeech pool, Path model, LiveWords words, Leases leases, String owner) {
    this.pool = pool;
    this.model = model;
    this.words = words;
    worker = Thread.ofVirtual().name("live-transcription").unstarted(() -> work(leases, owner));
  }

  void start() {
    worker.start();
  }

  @Override
  public void heard(byte[] sound, int offset, int length) {
    if (!lagged && waiting.size() >= WAITING) {
      giveUp();
    } else if (!lagged) {
      waiting.add(Arrays.copyOfRange(sound, offset, offset + length));
    }
  }

  @Override
  public void ended() {
    waiting.offer(END);
  }

  /** Pieces that wait to be decoded. */
  int behind() {
    return waiting.size();
  }

  /** Ends it at once, and waits until nothing is left of it. */
  @Override
  public void close() {
    giveUp();
    try {
      if (worker.isAlive()) {
        worker.join(CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits is dropped; a decoder that hangs is killed, so that nobody waits for it. */
  private void giveUp() {
    lagged = true;
    waiting.clear();
    waiting.offer(END);
    decoder.ifPresent(LiveDecoder::kill);
  }

  private void work(Leases leases, String owner) {
    var ending = LiveWords.Ending.DIED;
    try (var _ = leases.take(Leases.Kind.RECOGNISER, owner, LONGEST, this::giveUp)) {
      ending = listen();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.leave(this);
      words.ended(ending);
    }
  }

  private LiveWords.Ending listen() throws InterruptedException {
    for (int deaths = 0; deaths < DEATHS && !lagged; deaths++) {
      try {
        decode();
        return lagged ? LiveWords.Ending.LAGGED : LiveWords.Ending.COMPLETED;
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("death", deaths + 1).setCause(e).log("A live decoder died");
      }
    }
    return lagged ? LiveWords.Ending.LAGGED : LiveWords.Ending.DIED;
  }

  private void decode() throws IOException, InterruptedException {
    var process = pool.decoder();
    decoder = Optional.of(process);
    boolean whole = false;
    try {
      process.begin(model, new From(samples));
      while (!over) {
        var piece = waiting.take();
        over = piece == END;
        samples += piece.length / FRAME_BYTES;
        process.hear(piece);
      }
      if (!lagged) {
        process.end(END_PATIENCE);
        whole = true;
      }
    } finally {
      decoder = Optional.empty();
      if (whole) {
        pool.giveBack(process);
      } else {
        process.close();
      }
    }
  }

  /** A decoder that took over counts from where it began. */
  private final class From implements LiveDecoder.Hearer {
    private final Duration before;

    From(long samples) {
      before = Duration.ofMillis(samples / SAMPLES_PER_MILLI);
    }

    @Override
    public void guessed(Side side, String text) {
      words.guessed(side, text);
    }

    @Override
    public void said(Side side, List<Word> heard) {
      words.said(side, heard.stream().map(this::later).toList());
    }

    private Word later(Word word) {
      return new Word(
          word.text(), word.start().plus(before), word.end().plus(before), word.confidence());
    }
  }
}
