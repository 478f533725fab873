package io.pronto.sip.stream;

import io.pronto.core.lease.Leases;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.Unreachable;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sound of one call on its way to a server of its organisation's. What is heard waits in a
 * short queue; where that is full the oldest goes, and the server is told how much. Whatever
 * befalls the server, nobody else notices.
 */
public final class SoundStream {
  private static final Logger LOG = LoggerFactory.getLogger(SoundStream.class);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** A connection that lasted so long lets failures before it be forgotten. */
  private static final long FORGIVEN_NANOS = Duration.ofMinutes(1).toNanos();

  private static final int MARKS = 100;
  private static final Piece END = new Piece(0, new byte[0]);
  private static final long UNKNOWN = -1;

  private final SoundStreams streams;
  private final StreamOrder order;
  private final StreamLimits limits;
  private final StreamNews news;
  private final StreamMessages messages;
  private final BlockingQueue<Piece> waiting;
  private final BlockingQueue<Mark> marks = new ArrayBlockingQueue<>(MARKS);
  private final AtomicReference<StreamEnd> why = new AtomicReference<>();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread worker;
  private volatile long heardFrom = UNKNOWN;
  private volatile long heardTo = UNKNOWN;
  private volatile long farewell;
  private volatile boolean over;
  private long next = UNKNOWN;
  private long sent;
  private int connections;

  SoundStream(SoundStreams streams, StreamOrder order, StreamLimits limits, StreamNews news) {
    this.streams = streams;
    this.order = order;
    this.limits = limits;
    this.news = news;
    messages = new StreamMessages(order);
    waiting = new ArrayBlockingQueue<>(limits.waiting() + 1);
    worker = Thread.ofVirtual().name("sound-stream").unstarted(this::work);
  }

  void start() {
    worker.start();
  }

  /**
   * Takes what follows on what was heard before, and returns at once: {@code length} bytes from
   * {@code offset} on, 16 bits, little-endian, left the caller and right the called in turn.
   *
   * @param from the first sample, from the recording's beginning
   */
  public void heard(long from, byte[] sound, int offset, int length) {
    if (isOver()) {
      return;
    }
    var piece = Piece.copied(from, sound, offset, length);
    if (heardFrom == UNKNOWN) {
      heardFrom = from;
    }
    heardTo = piece.to();
    put(piece);
  }

  /**
   * The recording keeps nothing from now on.
   *
   * @param millis when, from its beginning
   * @param reason why; may be empty
   */
  public void paused(long millis, String reason) {
    marks.offer(new Mark(true, millis, reason));
  }

  /** It goes on. */
  public void resumed(long millis) {
    marks.offer(new Mark(false, millis, ""));
  }

  /**
   * Ends it once what waits has left, which it has a few seconds for; at once where nobody may
   * follow any more, or that server is listed no longer.
   */
  public void end(StreamEnd reason) {
    if (why.compareAndSet(null, reason)) {
      farewell = System.nanoTime() + limits.farewell().toNanos();
      ending.countDown();
      if (reason.isAtOnce()) {
        waiting.clear();
      }
      put(END);
    }
  }

  /**
   * Ends it if its server is listed no longer. Where that cannot be known now, it is asked again.
   */
  void look() {
    try {
      if (streams.target(order).isEmpty()) {
        end(StreamEnd.UNKNOWN_DESTINATION);
      }
    } catch (RuntimeException unknown) { // the others are still to be looked at
      LOG.atWarn()
          .addKeyValue("call", order.call())
          .setCause(unknown)
          .log("Whether the sound of a call may still go to {} is not known", order.destination());
    }
  }

  OrganisationId organisation() {
    return order.organisation();
  }

  /** Whether nothing more is sent. */
  public boolean isOver() {
    return over || why.get() != null;
  }

  /** Ends it, and waits until nothing is left of it. */
  void close() {
    end(StreamEnd.SHUTDOWN);
    try {
      worker.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(Piece piece) {
    while (!waiting.offer(piece)) {
      waiting.poll();
    }
  }

  private void work() {
    var end = StreamEnd.SERVER_FAILURE;
    try (var _ =
        streams.leases().take(Leases.Kind.STREAM, order.call().value(), LONGEST, this::reclaim)) {
      end = send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("call", order.call()).setCause(e).log("A stream of sound broke");
    } finally {
      over = true;
      waiting.clear();
      streams.leave(this);
      tell(end);
    }
  }

  private void reclaim() {
    end(StreamEnd.SERVER_FAILURE);
  }

  private void tell(StreamEnd end) {
    if (connections == 0) {
      news.refused(end);
    } else {
      news.stopped(end, counts());
    }
  }

  /** Connects anew where a connection is lost, as long as the organisation still lists it. */
  private StreamEnd send() throws InterruptedException {
    int failures = 0;
    while (why.get() == null) {
      long since = System.nanoTime();
      var target = streams.target(order);
      if (target.isEmpty()) {
        return StreamEnd.UNKNOWN_DESTINATION;
      }
      if (order.redacted() && !target.get().unredacted()) {
        return StreamEnd.CARD_NUMBERS_SAID;
      }
      try {
        return talk(target.get().connect(limits.answer()));
      } catch (StreamLine.Lost e) {
        if (e.isForGood()) {
          return StreamEnd.CLOSED_BY_RECEIVER;
        }
        failures = System.nanoTime() - since > FORGIVEN_NANOS ? 1 : failures + 1;
        note(failures, e);
      } catch (Unreachable e) {
        failures++;
        note(failures, e);
      }
      if (failures >= limits.tries()) {
        return StreamEnd.UNREACHABLE;
      }
      ending.await(limits.pauseAfter(failures).toNanos(), TimeUnit.NANOSECONDS);
    }
    return why.get();
  }

  private void note(int failures, Exception e) {
    LOG.atWarn()
        .addKeyValue("call", order.call())
        .addKeyValue("organisation", order.organisation())
        .addKeyValue("failures", failures)
        .log("The sound of a call does not reach {}: {}", order.destination(), e.getMessage());
  }

  private StreamEnd talk(StreamLine line) throws StreamLine.Lost, InterruptedException {
    try {
      line.send(messages.start(connections + 1), patience());
      if (connections++ == 0) {
        news.started();
      }
      for (var piece = waiting.take(); piece != END && !endsAtOnce(); piece = waiting.take()) {
        send(line, piece);
        if (why.get() != null && farewell - System.nanoTime() < 0) {
          return why.get();
        }
      }
      line.send(messages.stop(why.get(), counts()), patience());
      return why.get();
    } finally {
      line.close();
    }
  }

  private boolean endsAtOnce() {
    var reason = why.get();
    return reason != null && reason.isAtOnce();
  }

  private void send(StreamLine line, Piece piece) throws StreamLine.Lost {
    for (var mark = marks.poll(); mark != null; mark = marks.poll()) {
      line.send(messages.mark(mark), patience());
    }
    long expected = next == UNKNOWN ? heardFrom : next;
    if (piece.from() > expected) {
      line.send(messages.dropped(expected, piece.from()), patience());
      next = piece.from();
    }
    for (var side : messages.sides()) {
      line.send(messages.media(side, piece), patience());
    }
    next = piece.to();
    sent += piece.to() - piece.from();
  }

  private Duration patience() {
    return why.get() == null ? limits.stall() : limits.farewell();
  }

  private StreamCounts counts() {
    long all = heardFrom == UNKNOWN ? 0 : heardTo - heardFrom;
    return new StreamCounts(Piece.millis(sent), Piece.millis(all - sent), connections);
  }
}
