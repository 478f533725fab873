package io.pronto.media.record;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.seal.SealedWriter;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed file of one recording; the call goes on whether it can be written or not. What the
 * disk refuses is tried again with the next sound; once it is taken, silence stands in the place of
 * the sound that was not, so that the rest is where it belongs.
 */
final class Tape implements Timeline.Sink {
  /** So much silence at once, with the next sound, 2 s: the disk is wanted by all recordings. */
  static final int AT_ONCE = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Tape.class);
  private static final int SEGMENT = Timeline.CHUNK * Timeline.FRAME_BYTES;
  private static final byte[] SILENCE = new byte[AT_ONCE * SEGMENT];

  /** Between the tries to end it. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int TRIES = 3;
  private static final String NOT_DECODED =
      "What was said came in an encoding other than G.711, which cannot be recorded:"
          + " offer G.711, G.722 or Opus to the phones or trunks whose calls are to be recorded";

  private final RecordingPlan plan;
  private Optional<SealedWriter> writer = Optional.empty();
  private Optional<String> fault = Optional.empty();

  /** Bytes that came; those that the writer has not are to be silence. */
  private long came;

  private boolean finished;

  private Tape(RecordingPlan plan) {
    this.plan = plan;
  }

  /** Makes the file of {@code plan}, or notes why it cannot be made. */
  static Tape create(RecordingPlan plan) {
    var tape = new Tape(plan);
    try {
      tape.open();
    } catch (IOException | RuntimeException e) {
      tape.fail(e);
    }
    return tape;
  }

  /** The file, which is made now if it could not be before. */
  private SealedWriter open() throws IOException {
    if (writer.isEmpty()) {
      writer =
          Optional.of(SealedWriter.create(plan.file(), plan.dataKey(), plan.header(), SEGMENT));
    }
    return writer.get();
  }

  @Override
  public boolean keep(byte[] sound, int offset, int length) {
    long before = came;
    came += length;
    try {
      var file = open();
      file.goOn();
      if (fill(file, before, SILENCE.length)) {
        file.append(sound, offset, length);
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
    return taken() == came;
  }

  private long taken() {
    return writer.map(SealedWriter::length).orElse(0L);
  }

  /** Whether all up to {@code end} is there, after at most {@code most} bytes of silence. */
  private static boolean fill(SealedWriter file, long end, long most) throws IOException {
    long left = Math.min(most, end - file.length());
    while (left > 0) {
      int part = (int) Math.min(left, SILENCE.length);
      file.append(SILENCE, 0, part);
      left -= part;
    }
    return file.length() == end;
  }

  /** Closes the file and says how it all went. May wait for the disk. */
  RecordingReport end(Manifest manifest) {
    if (writer.isPresent()) {
      finish(writer.get());
    }
    if (fault.isPresent() && finished) {
      LOG.atWarn()
          .addKeyValue("call", plan.call())
          .addKeyValue("recording", plan.id())
          .addKeyValue("unwritten_ms", manifest.caller().total(Content.UNWRITTEN))
          .log("A recording could not be written for a time, and is silent there");
    }
    return report(manifest);
  }

  private void finish(SealedWriter file) {
    try {
      for (int tries = 0; !finished && tries < TRIES; tries++) {
        if (tries > 0) {
          Thread.sleep(PAUSE);
        }
        finished = finishes(file);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      abandon(file);
    }
  }

  private boolean finishes(SealedWriter file) {
    try {
      file.goOn();
      fill(file, came, Long.MAX_VALUE);
      file.finish();
      return true;
    } catch (IOException | RuntimeException e) {
      fail(e);
      return false;
    }
  }

  private void abandon(SealedWriter file) {
    try {
      file.abandon();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** What is said when the disk has not answered in time. */
  RecordingReport stuck() {
    return new RecordingReport(
        Outcome.FAILED,
        Optional.of("The recording could not be written: the disk does not answer"),
        Manifest.nothing(false),
        0);
  }

  private RecordingReport report(Manifest manifest) {
    boolean lost = !finished || manifest.has(Content.UNWRITTEN) && !manifest.has(Content.SOUND);
    if (fault.isPresent() && lost) {
      return new RecordingReport(Outcome.FAILED, fault, manifest, bytes());
    }
    if (manifest.has(Content.SOUND)) {
      return new RecordingReport(Outcome.AVAILABLE, Optional.empty(), manifest, bytes());
    }
    if (manifest.has(Content.UNDECODED)) {
      return new RecordingReport(Outcome.FAILED, Optional.of(NOT_DECODED), manifest, bytes());
    }
    return new RecordingReport(Outcome.EMPTY, Optional.empty(), manifest, bytes());
  }

  private long bytes() {
    try {
      return writer.isPresent() ? Files.size(plan.file()) : 0;
    } catch (IOException gone) {
      return 0;
    }
  }

  /** The log hears of it once. */
  private void fail(Exception e) {
    (fault.isEmpty() ? LOG.atError().setCause(e) : LOG.atDebug())
        .addKeyValue("call", plan.call())
        .addKeyValue("recording", plan.id())
        .addKeyValue("file", plan.file())
        .log("A recording cannot be written; the call goes on, and it is tried again");
    if (fault.isEmpty()) {
      fault = Optional.of("The recording could not be written: " + why(e));
    }
  }

  /** The fault without the file's path, since customers see it. */
  private static String why(Exception e) {
    return switch (e) {
      case AccessDeniedException denied -> "access to the folder of recordings is denied";
      case FileAlreadyExistsException exists -> "its file exists already";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case FileSystemException other -> "its folder cannot be used";
      case IOException other when other.getMessage() != null -> other.getMessage();
      case Exception other -> other.getClass().getSimpleName();
    };
  }
}
