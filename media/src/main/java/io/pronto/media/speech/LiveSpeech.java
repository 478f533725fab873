package io.pronto.media.speech;

import io.pronto.core.lease.Leases;
import io.pronto.media.speech.model.Models;
import io.pronto.media.speech.model.NoModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Writes down what is said in calls while they go on: as many calls at once as there are places,
 * each in a decoding process of its own. There is no waiting: whoever finds no place is written
 * down after the call. Nothing a decoder does harms this process or a call.
 */
public final class LiveSpeech implements AutoCloseable {
  /** A process is replaced after so many calls, since native memory only ever grows. */
  private static final int RETIRED_AFTER = 50;

  private final Models models;
  private final int atOnce;
  private final long memory;
  private final Duration idleFor;
  private final Leases leases;
  private final Semaphore places;
  private final ConcurrentLinkedDeque<LiveDecoder> idle = new ConcurrentLinkedDeque<>();
  private final Set<LiveTranscription> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Starts no process yet.
   *
   * @param atOnce calls at most; 0: none is ever written down while it goes on
   * @param settings of the processes' memory, and how long one stays without work
   */
  public LiveSpeech(Models models, int atOnce, SpeechSettings settings, Leases leases) {
    this.models = models;
    this.atOnce = atOnce;
    this.memory = settings.memory();
    this.idleFor = settings.idle();
    this.leases = leases;
    places = new Semaphore(atOnce);
  }

  /** How many calls can be written down at once. */
  public int places() {
    return atOnce;
  }

  /**
   * Takes a place for a call, if one is free; what is returned must be {@link
   * LiveTranscription#ended}.
   *
   * @param owner for whom, in the gauge of recognisers: a call's id
   * @param language of the speech, ISO 639-1
   * @param words is told what is said
   * @throws NoModel if no model of the language is installed
   */
  public Optional<LiveTranscription> begin(String owner, String language, LiveWords words)
      throws NoModel {
    var model = models.require(language);
    if (closed || !places.tryAcquire()) {
      return Optional.empty();
    }
    var begun = new LiveTranscription(this, model, words, leases, owner);
    underWay.add(begun);
    begun.start();
    return Optional.of(begun);
  }

  /** Ends all of it, and all processes. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach(LiveTranscription::close);
    for (var process = idle.poll(); process != null; process = idle.poll()) {
      process.close();
    }
  }

  /** A process to listen with. */
  LiveDecoder decoder() throws IOException {
    for (var process = idle.poll(); process != null; process = idle.poll()) {
      if (process.alive()) {
        return process;
      }
      process.close();
    }
    return new LiveDecoder(memory);
  }

  /** Takes back one that has done its work. */
  void giveBack(LiveDecoder process) {
    if (process.served() >= RETIRED_AFTER || closed || !process.alive()) {
      process.close();
      return;
    }
    idle.push(process);
    int served = process.served();
    Thread.ofVirtual().name("speech-live-idle").start(() -> endWhenIdle(process, served));
  }

  /** The place of {@code ended} is free again. */
  void leave(LiveTranscription ended) {
    underWay.remove(ended);
    places.release();
  }

  private void endWhenIdle(LiveDecoder process, int served) {
    try {
      Thread.sleep(idleFor);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (process.served() == served && idle.remove(process)) {
      process.close();
    }
  }
}
