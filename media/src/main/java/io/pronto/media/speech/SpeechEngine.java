package io.pronto.media.speech;

import io.pronto.core.lease.Leases;
import io.pronto.media.speech.model.Models;
import io.pronto.media.speech.model.NoModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Writes speech down. A bounded number of decoding processes, started when first needed, each for
 * one sound at a time; whoever comes when all are at work waits its turn. Nothing a decoder does
 * harms this process: it may crash, hang or swell, and the caller hears of it as {@link
 * DecoderDied}.
 */
public final class SpeechEngine implements AutoCloseable {
  /** A process is replaced after so many sounds, since native memory only ever grows. */
  private static final int RETIRED_AFTER = 200;

  private final Models models;
  private final SpeechSettings settings;
  private final Leases leases;
  private final Semaphore turns;
  private final ConcurrentLinkedDeque<DecoderProcess> idle = new ConcurrentLinkedDeque<>();
  private final Set<DecoderProcess> atWork = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Starts no process yet. */
  public SpeechEngine(Models models, SpeechSettings settings, Leases leases) {
    this.models = models;
    this.settings = settings;
    this.leases = leases;
    turns = new Semaphore(settings.decoders(), true);
  }

  /**
   * Returns the words heard in {@code pcm}, in order; their times count from its first sample, long
   * silences included.
   *
   * @param owner for whom, in the gauge of recognisers: a transcript's id
   * @param language of the speech, ISO 639-1
   * @param pcm one party: linear, 16 bits, little-endian, 8 kHz; read to its end, not closed
   * @throws NoModel if no model of the language is installed
   * @throws DecoderDied if the decoder crashed, was killed or took too long: worth another try
   * @throws IOException if {@code pcm} cannot be read
   */
  public List<Word> transcribe(String owner, String language, InputStream pcm)
      throws IOException, NoModel {
    var model = models.require(language);
    awaitTurn();
    try {
      return decode(owner, model, pcm);
    } finally {
      turns.release();
    }
  }

  /** Ends all decoding processes; a decoding under way fails. */
  @Override
  public void close() {
    closed = true;
    atWork.forEach(DecoderProcess::close);
    for (var process = idle.poll(); process != null; process = idle.poll()) {
      process.close();
    }
  }

  private List<Word> decode(String owner, Path model, InputStream pcm) throws IOException {
    var process = take();
    atWork.add(process);
    boolean whole = false;
    try (var lease =
        leases.take(Leases.Kind.RECOGNISER, owner, settings.patience(), process::giveUp)) {
      var words = process.transcribe(model, pcm, lease);
      whole = true;
      return words;
    } finally {
      atWork.remove(process);
      if (whole) {
        giveBack(process);
      } else {
        process.close();
      }
    }
  }

  private DecoderProcess take() throws IOException {
    for (var process = idle.poll(); process != null; process = idle.poll()) {
      if (process.alive()) {
        return process;
      }
      process.close();
    }
    return new DecoderProcess(settings);
  }

  private void giveBack(DecoderProcess process) {
    if (process.served() >= RETIRED_AFTER || closed) {
      process.close();
      return;
    }
    idle.push(process);
    int served = process.served();
    Thread.ofVirtual().name("speech-idle").start(() -> endWhenIdle(process, served));
  }

  private void endWhenIdle(DecoderProcess process, int served) {
    try {
      Thread.sleep(settings.idle());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (process.served() == served && idle.remove(process)) {
      process.close();
    }
  }

  private void awaitTurn() throws InterruptedIOException {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for a speech decoder");
    }
  }
}
