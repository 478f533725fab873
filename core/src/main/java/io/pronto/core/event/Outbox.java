package io.pronto.core.event;

import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where events leave from. What must be told with the rows that it is about is appended in their
 * transaction; what happens in a live call is published: written a moment later, many at once, so
 * that it costs the call nothing. While the database is away the newest 10,000 published events
 * wait.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MOST_WAITING = 10_000;
  private static final Duration GATHER = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Database database;
  private final Followers followers = new Followers();
  private final Backlog backlog;
  private final Semaphore published = new Semaphore(0);
  private final ReentrantLock writing = new ReentrantLock();
  private final Thread writer;
  private long droppedBefore;

  /** Writes to {@code database} until closed. */
  public Outbox(Database database) {
    this(database, MOST_WAITING);
  }

  Outbox(Database database, int mostWaiting) {
    this.database = database;
    this.backlog = new Backlog(mostWaiting);
    database.onNotice("event", followers::tellAll, followers::tell);
    writer = Thread.ofVirtual().name("outbox").start(this::writeUntilClosed);
  }

  /**
   * Makes an event of the organisation that {@code tx} is in: it is there if and only if the
   * transaction is committed. Best done last: the organisation's other events wait for the end of
   * the transaction.
   */
  public void append(Tx tx, String type, JsonObject data) {
    append(tx, List.of(News.of(type, data)));
  }

  /** The same for several, in that order. */
  public void append(Tx tx, List<News> news) {
    EventStore.append(tx, news);
  }

  /** Makes an event soon, after those published before it. Returns at once. */
  public void publish(OrganisationId organisation, String type, JsonObject data) {
    backlog.add(organisation, News.of(type, data));
    published.release();
  }

  /**
   * Writes now what was published so far.
   *
   * @throws DatabaseUnavailable if it must wait; nothing is lost by it
   */
  public void flush() {
    writing.lock();
    try {
      write(new ArrayDeque<>(backlog.take().entrySet()));
    } finally {
      writing.unlock();
    }
  }

  /**
   * Runs {@code follower} whenever {@code organisation} may have new events, on this node or any
   * other. It runs on an event loop: it must not block.
   */
  public Subscription follow(OrganisationId organisation, Runnable follower) {
    return followers.add(organisation, follower);
  }

  /** How many published events were dropped because the database was away for too long. */
  public long dropped() {
    return backlog.dropped();
  }

  /** Writes what still waits, if the database is there, and stops. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      flush();
    } catch (DatabaseUnavailable away) {
      LOG.atWarn().log("Events of calls were lost: the database is away while the server stops");
    }
  }

  private void write(Queue<Map.Entry<OrganisationId, List<News>>> queue) {
    try {
      while (!queue.isEmpty()) {
        write(queue.peek().getKey(), queue.peek().getValue());
        queue.remove();
      }
    } finally {
      queue.forEach(unwritten -> backlog.putBack(unwritten.getKey(), unwritten.getValue()));
    }
  }

  private void write(OrganisationId organisation, List<News> news) {
    try {
      database.in(
          organisation,
          tx -> {
            append(tx, news);
            return null;
          });
    } catch (Conflict | PgException refused) {
      LOG.atError()
          .addKeyValue("org", organisation)
          .addKeyValue("events", news.size())
          .setCause(refused)
          .log("The database refused events and they are lost");
    }
  }

  private void writeUntilClosed() {
    try {
      while (true) {
        published.acquire();
        Thread.sleep(GATHER);
        published.drainPermits();
        flushOrWait();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void flushOrWait() throws InterruptedException {
    try {
      flush();
    } catch (DatabaseUnavailable away) {
      reportDropped();
      published.release();
      Thread.sleep(PAUSE);
    }
  }

  private void reportDropped() {
    long now = backlog.dropped();
    if (now > droppedBefore) {
      LOG.atWarn()
          .addKeyValue("events", now - droppedBefore)
          .log("Dropped the oldest events of live calls: the database is away for too long");
      droppedBefore = now;
    }
  }
}
