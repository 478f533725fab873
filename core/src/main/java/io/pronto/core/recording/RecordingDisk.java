package io.pronto.core.recording;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Rounds;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much room there is for recordings, and tells the operator ({@code
 * recording.disk_low}) before it is used up, and when there is enough again.
 */
public final class RecordingDisk implements AutoCloseable {
  /** Less than this is little: about nine hours of sound. */
  public static final long LITTLE = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(RecordingDisk.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Path folder;
  private final String node;
  private final OperatorEvents events;
  private final long little;
  private final Rounds rounds;
  private volatile long free = Long.MAX_VALUE;
  private boolean low;

  /** Watches the disk of {@code folder}, which belongs to the server {@code node}. */
  public RecordingDisk(Path folder, String node, OperatorEvents events, MeterRegistry meters) {
    this(folder, node, events, meters, LITTLE, PAUSE);
  }

  RecordingDisk(
      Path folder,
      String node,
      OperatorEvents events,
      MeterRegistry meters,
      long little,
      Duration pause) {
    this.folder = folder;
    this.node = node;
    this.events = events;
    this.little = little;
    Gauge.builder("pronto.recordings.disk.free.bytes", this, disk -> disk.free)
        .description("Room that is left for recordings on this server's disk")
        .register(meters);
    rounds = Rounds.start("recording-disk", "The disk was not looked at", pause, this::look);
  }

  private void look() {
    try {
      Files.createDirectories(folder);
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean now = free < little;
    if (now == low) {
      return;
    }
    var data = new JsonObject().put("node", node).put("free_bytes", free);
    events.tell(News.of(now ? "recording.disk_low" : "recording.disk_recovered", data));
    low = now;
    (now ? LOG.atError() : LOG.atInfo())
        .addKeyValue("free_bytes", free)
        .log(now ? "There is little room left for recordings" : "There is room again");
  }

  @Override
  public void close() {
    rounds.close();
  }
}
