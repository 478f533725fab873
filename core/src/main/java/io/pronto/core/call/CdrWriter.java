package io.pronto.core.call;

import static java.util.stream.Collectors.groupingBy;

import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what the spool holds of ended calls to the database, the oldest first, for as long as it
 * takes. The spool is the queue: in memory there is one batch.
 */
final class CdrWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CdrWriter.class);
  private static final int MOST = 200;
  private static final Duration GATHER = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final SpoolFiles files;
  private final Spool spool;
  private final SpoolReader reader;
  private final CdrLedger ledger;
  private final AtomicLong waiting;
  private final Semaphore ended = new Semaphore(0);
  private final Thread thread;
  private Duration pause = Duration.ZERO;
  private volatile boolean closing;

  /** Begins with what is in the spool, {@code waiting} calls. */
  CdrWriter(SpoolFiles files, Spool spool, CdrLedger ledger, long waiting) throws IOException {
    this.files = files;
    this.spool = spool;
    this.reader = new SpoolReader(files, spool);
    this.ledger = ledger;
    this.waiting = new AtomicLong(waiting);
    this.thread = Thread.ofVirtual().name("cdr-writer").start(this::run);
  }

  /** Another call has ended. */
  void ended() {
    waiting.incrementAndGet();
    ended.release();
  }

  /** How many ended calls are not in the database yet. */
  long waiting() {
    return waiting.get();
  }

  /** Writes what there is, unless the database is away, and stops. */
  void close() {
    closing = true;
    ended.release();
    try {
      thread.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing) {
        writeAll();
        ended.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        Thread.sleep(closing ? Duration.ZERO : GATHER);
        ended.drainPermits();
      }
      writeAll();
      spool.close(waiting() == 0);
      reader.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.atError().setCause(e).log("The journal could not be closed");
    }
  }

  private void writeAll() throws InterruptedException {
    boolean more = true;
    while (more) {
      try {
        more = writeSome();
        pause = Duration.ZERO;
      } catch (IOException | RuntimeException e) {
        more = !closing;
        waitAfter(e);
      }
    }
  }

  /** Writes a batch; false when there is none. */
  private boolean writeSome() throws IOException {
    var batch = reader.next(MOST);
    batch.stream().collect(groupingBy(CallDetailRecord::organisation)).forEach(this::write);
    waiting.addAndGet(-reader.settled());
    if (batch.isEmpty()) {
      spool.roll(reader.offset());
    } else if (!pause.isZero()) {
      LOG.atInfo().addKeyValue("calls", waiting()).log("Call records are written again");
    }
    return !batch.isEmpty();
  }

  private void write(Optional<OrganisationId> organisation, List<CallDetailRecord> cdrs) {
    try {
      ledger.write(organisation, cdrs);
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      if (passes(e)) {
        throw e;
      }
      refused(organisation, cdrs, e);
    }
  }

  /**
   * One bad row must not hold up the others: each is tried by itself, and the bad one set aside.
   */
  private void refused(
      Optional<OrganisationId> organisation, List<CallDetailRecord> cdrs, RuntimeException why) {
    if (cdrs.size() > 1) {
      cdrs.forEach(cdr -> write(organisation, List.of(cdr)));
      return;
    }
    files.setAsideRefused(cdrs.getFirst());
    LOG.atError()
        .addKeyValue("call", cdrs.getFirst().id())
        .setCause(why)
        .log("The database refused a call record; it is in refused.log, for the next start");
  }

  /** A full disk or a deadlock passes; bad data (SQL class 22, 23) and our own mistakes stay. */
  private static boolean passes(RuntimeException e) {
    return e instanceof PgException pg && !pg.getSqlState().matches("2[23].*");
  }

  private void waitAfter(Exception e) throws InterruptedException {
    if (pause.isZero()) {
      var line = LOG.atWarn().addKeyValue("calls", waiting()).addKeyValue("reason", e.getMessage());
      (e instanceof DatabaseUnavailable ? line : line.setCause(e))
          .log("Call records wait on the disk");
      pause = FIRST_PAUSE;
    }
    if (!closing) {
      Thread.sleep(pause);
    }
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
  }
}
