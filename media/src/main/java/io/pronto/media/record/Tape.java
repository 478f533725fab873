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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sealed file of one recording, as long as it can be written; the call goes on in any case. */
final class Tape implements Timeline.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(Tape.class);
  private static final String NOT_DECODED =
      "What was said came in an encoding other than G.711, which cannot be recorded:"
          + " offer G.711, G.722 or Opus to the phones or trunks whose calls are to be recorded";

  private final RecordingPlan plan;
  private Optional<SealedWriter> writer = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();

  private Tape(RecordingPlan plan) {
    this.plan = plan;
  }

  /** Makes the file of {@code plan}, or notes why it cannot be made. */
  static Tape create(RecordingPlan plan) {
    var tape = new Tape(plan);
    int segment = Timeline.CHUNK * Timeline.FRAME_BYTES;
    try {
      tape.writer =
          Optional.of(SealedWriter.create(plan.file(), plan.dataKey(), plan.header(), segment));
    } catch (IOException | RuntimeException e) {
      tape.fail(e);
    }
    return tape;
  }

  @Override
  public boolean keep(byte[] sound, int offset, int length) {
    if (fault.isPresent() || writer.isEmpty()) {
      return false;
    }
    try {
      writer.get().append(sound, offset, length);
      return true;
    } catch (IOException | RuntimeException e) {
      fail(e);
      return false;
    }
  }

  /** Closes the file and says how it all went. May wait for the disk. */
  RecordingReport end(Manifest manifest) {
    try {
      if (writer.isPresent()) {
        writer.get().close();
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
    return report(manifest);
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
    var reason = fault;
    if (reason.isPresent()) {
      return new RecordingReport(Outcome.FAILED, reason, manifest, bytes());
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

  private void fail(Exception e) {
    fault = Optional.of("The recording could not be written: " + why(e));
    LOG.atError()
        .addKeyValue("call", plan.call())
        .addKeyValue("recording", plan.id())
        .addKeyValue("file", plan.file())
        .setCause(e)
        .log("A recording cannot be written; the call goes on without it");
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
