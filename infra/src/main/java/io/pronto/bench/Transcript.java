package io.pronto.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** All that somebody has said so far; what is yet to be said can be waited for. */
public final class Transcript {
  private static final int TAIL = 4_000;

  private final String speaker;
  private final StringBuilder text = new StringBuilder();
  private boolean over;

  /** Listens, on a thread of its own, to what {@code speaker} says until {@code in} ends. */
  public Transcript(String speaker, InputStream in) {
    this.speaker = speaker;
    Thread.ofVirtual().name(speaker + "-transcript").start(() -> listen(in));
  }

  /** How much has been said: what comes later can be told from what was there before. */
  public synchronized int mark() {
    return text.length();
  }

  /** All of it. */
  public synchronized String all() {
    return text.toString();
  }

  /** The end of it. */
  public synchronized String tail() {
    return text.substring(Math.max(0, text.length() - TAIL));
  }

  /**
   * Waits until something has been said, after {@code mark}, in which {@code pattern} is found.
   *
   * @throws IllegalStateException after {@code patience}, or when nothing more will be said: with
   *     the end of what was
   */
  public synchronized MatchResult await(String pattern, int mark, Duration patience) {
    var compiled = Pattern.compile(pattern, Pattern.MULTILINE);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var matcher = compiled.matcher(text);
      if (matcher.find(mark)) {
        return matcher.toMatchResult();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || over) {
        throw new IllegalStateException(
            "%s %s without saying /%s/; the last was:%n%s"
                .formatted(speaker, over ? "ended" : "went on", pattern, tail()));
      }
      pause(left);
    }
  }

  /** Waits until nothing more will be said, or {@code patience} is over. */
  public synchronized void awaitEnd(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!over && System.nanoTime() < deadline) {
      pause(deadline - System.nanoTime());
    }
  }

  private void pause(long nanos) {
    try {
      wait(Math.max(1, nanos / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while listening to " + speaker, e);
    }
  }

  private void listen(InputStream in) {
    try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      var buffer = new char[4_096];
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        heard(new String(buffer, 0, n));
      }
    } catch (IOException closed) {
      heard("");
    } finally {
      end();
    }
  }

  private synchronized void heard(String more) {
    text.append(more);
    notifyAll();
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }
}
