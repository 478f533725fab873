package io.pronto.core.recording;

import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.seal.BrokenSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether there is to hear of one recording what is said of it: its file opens by its key, is bound
 * to the evidence that is kept of what the parties were told, is as long as its entry and its
 * manifest say, and its beginning, its end and a place between are as they were sealed.
 */
final class RecordingProof {
  /** What clocks and the end of a call may differ by. */
  static final Duration NEAR = Duration.ofSeconds(2);

  private static final int SAMPLE = 16_384;

  private final RecordingFiles files;

  RecordingProof(RecordingFiles files) {
    this.files = files;
  }

  /** Something that is not as it should be, and how. */
  record Fault(RecordingFinding finding, String detail) {}

  /**
   * Looks at one that is available.
   *
   * @param callEnded when its call did
   * @param stopped whether somebody had ended it before, or a crash did
   * @param mayBeElsewhere whether another server may have its file
   */
  List<Fault> faults(
      Recording recording, Instant callEnded, boolean stopped, boolean mayBeElsewhere) {
    var faults = new ArrayList<Fault>();
    if (recording.manifest().millis() != recording.millis()) {
      faults.add(
          new Fault(
              RecordingFinding.LENGTH_DIFFERS,
              "The entry says %d ms, the manifest %d ms"
                  .formatted(recording.millis(), recording.manifest().millis())));
    }
    hear(recording, mayBeElsewhere, faults);
    var late = Duration.between(callEnded, recording.startedAt().plusMillis(recording.millis()));
    if (late.compareTo(NEAR) > 0) {
      faults.add(new Fault(RecordingFinding.ENDS_LATE, late.toMillis() + " ms after its call"));
    } else if (late.negated().compareTo(NEAR) > 0 && !stopped) {
      faults.add(
          new Fault(
              RecordingFinding.ENDS_EARLY, late.negated().toMillis() + " ms before its call"));
    }
    return faults;
  }

  private void hear(Recording recording, boolean mayBeElsewhere, List<Fault> faults) {
    try (var audio = files.audio(recording)) {
      if (audio.millis() != recording.millis()) {
        faults.add(
            new Fault(
                RecordingFinding.LENGTH_DIFFERS,
                "The file holds %d ms, the entry says %d ms"
                    .formatted(audio.millis(), recording.millis())));
      }
      long end = Math.max(1, audio.frames() * RecordingAudio.FRAME);
      for (long at :
          new long[] {0, ThreadLocalRandom.current().nextLong(end), Math.max(0, end - SAMPLE)}) {
        audio.readSound(at, ByteBuffer.allocate(SAMPLE));
      }
    } catch (NoSuchFileException gone) {
      faults.add(
          mayBeElsewhere
              ? new Fault(RecordingFinding.NOT_REACHED, "Its server has not looked itself")
              : new Fault(RecordingFinding.FILE_MISSING, "Neither disk nor store has its file"));
    } catch (EvidenceDiffers differs) {
      faults.add(new Fault(RecordingFinding.EVIDENCE_DIFFERS, differs.getMessage()));
    } catch (BrokenSeal broken) {
      faults.add(new Fault(RecordingFinding.FILE_BROKEN, broken.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
