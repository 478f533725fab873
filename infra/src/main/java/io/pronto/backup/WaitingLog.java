package io.pronto.backup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.recording.RecordingDisk;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what PostgreSQL keeps of its log on the data's disk while backups cannot take it: tells
 * the operator when that is much, and gives it up before the disk is full. A full one would end
 * calls' records, and with them calls; a continuous backup can be begun anew.
 */
final class WaitingLog {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingLog.class);

  /** A few segments are no reason to give up anything: that would make no room. */
  private static final long WORTH_GIVING_UP = 4L * Segment.BYTES;

  private final LogFollower log;
  private final Path data;
  private final OperatorEvents events;
  private final Limits limits;
  private volatile long bytes;
  private boolean much;

  /**
   * When something is done.
   *
   * @param much from so many bytes on the operator is told
   * @param little where fewer bytes are free on the data's disk, the log is given up
   */
  record Limits(long much, long little) {
    /** A quarter of what PostgreSQL keeps at most, and what is little for recordings. */
    static final Limits USUAL = new Limits(1L << 30, RecordingDisk.LITTLE);
  }

  /** Watches over what is kept for {@code log}, of the database in {@code data}. */
  WaitingLog(
      LogFollower log, Path data, OperatorEvents events, MeterRegistry meters, Limits limits) {
    this.log = log;
    this.data = data;
    this.events = events;
    this.limits = limits;
    Gauge.builder("pronto.backup.log.waiting.bytes", this, it -> it.bytes)
        .description("What is kept of the database's log on the data's disk until it is backed up")
        .register(meters);
  }

  /** Looks, and does what is to be done. */
  void look() throws SQLException, IOException {
    bytes = log.waiting();
    long free = Files.getFileStore(data).getUsableSpace();
    if (free < limits.little && bytes >= WORTH_GIVING_UP) {
      LOG.atError()
          .addKeyValue("bytes", bytes)
          .addKeyValue("free_bytes", free)
          .log(
              "The data's disk is nearly full, so that the log that waits there for backups is"
                  + " given up: the continuous backup begins anew, with a whole one, when backup.to"
                  + " has room");
      tell("backup.log_given_up", free);
      log.giveUp();
      bytes = 0;
    }
    boolean now = bytes >= limits.much;
    if (now && !much) {
      LOG.atError()
          .addKeyValue("bytes", bytes)
          .addKeyValue("free_bytes", free)
          .log(
              "Much of the database's log waits on the data's disk for backups: make room in"
                  + " backup.to, or mount its disk; at 4 GB, or when the data's disk is nearly"
                  + " full, it is given up");
      tell("backup.log_waiting", free);
    } else if (much && !now) {
      LOG.atInfo().log("Little of the database's log waits for backups again");
      tell("backup.log_recovered", free);
    }
    much = now;
  }

  private void tell(String type, long free) {
    events.tell(
        News.of(type, new JsonObject().put("waiting_bytes", bytes).put("free_bytes", free)));
  }
}
