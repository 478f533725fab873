package io.pronto.api.resource;

import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An organisation's events as server-sent events (WHATWG HTML, section 9.2), until the peer goes or
 * may follow no longer.
 *
 * @param holds whether whoever follows still may
 * @param shown is told of events before they are sent
 */
record EventStream(
    EventStore events,
    Outbox outbox,
    OrganisationId organisation,
    BooleanSupplier holds,
    Consumer<List<Event>> shown) {
  /** A silent peer is found out by writing to it; proxies close what is silent for a minute. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Whoever may follow no longer hears nothing more after a second at most. */
  private static final Duration RECHECK = Duration.ofMillis(500);

  private static final int AT_ONCE = 100;

  void writeTo(OutputStream out, long after) throws IOException {
    var news = new Semaphore(1);
    long last = after;
    long checked = System.nanoTime();
    long spoken = checked;
    comment(out, "Pronto");
    try (var _ = outbox.follow(organisation, news::release)) {
      while (true) {
        boolean told = waitFor(news);
        if (System.nanoTime() - checked >= RECHECK.toNanos()) {
          if (!holds.getAsBoolean()) {
            return;
          }
          checked = System.nanoTime();
        }
        boolean silent = System.nanoTime() - spoken > HEARTBEAT.toNanos();
        if (silent) {
          comment(out, "still here");
        }
        if (told || silent) {
          last = writeNew(out, last);
          spoken = System.nanoTime();
        }
      }
    }
  }

  private long writeNew(OutputStream out, long after) throws IOException {
    long last = after;
    for (var found = events.after(organisation, last, AT_ONCE);
        !found.isEmpty();
        found = events.after(organisation, last, AT_ONCE)) {
      shown.accept(found);
      for (var event : found) {
        write(out, event);
      }
      out.flush();
      last = found.getLast().sequence();
    }
    return last;
  }

  private static boolean waitFor(Semaphore news) throws InterruptedIOException {
    try {
      boolean told = news.tryAcquire(RECHECK.toMillis(), TimeUnit.MILLISECONDS);
      news.drainPermits();
      return told;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The server stops");
    }
  }

  private static void write(OutputStream out, Event event) throws IOException {
    var text =
        "id: %d\nevent: %s\ndata: %s\n\n"
            .formatted(event.sequence(), event.type(), EventsApi.json(event).encode());
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void comment(OutputStream out, String text) throws IOException {
    out.write((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
