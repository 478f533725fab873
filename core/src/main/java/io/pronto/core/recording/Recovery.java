package io.pronto.core.recording;

import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.LegInterval;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.Track;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.seal.BrokenSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what became of recordings that went on when the process was killed, from their files. */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final RecordingFiles files;

  /** Examines what is in {@code files}. */
  public Recovery(RecordingFiles files) {
    this.files = files;
  }

  /**
   * Examines the file of {@code entry}: where it is to be heard, and up to where.
   *
   * @throws io.pronto.core.db.DatabaseUnavailable when the organisation's key cannot be read now
   * @throws io.pronto.core.seal.WrongMasterKey when that key was sealed by another master key
   */
  public RecordingEntry.Outcome examine(RecordingEntry entry) {
    try {
      return heard(entry);
    } catch (NoSuchFileException e) {
      return failed("The server stopped before anything was written");
    } catch (BrokenSeal e) {
      LOG.atError().addKeyValue("recording", entry.id()).setCause(e).log("It does not open");
      return failed("The server stopped, and the file that it left does not open");
    } catch (IOException e) {
      LOG.atError().addKeyValue("recording", entry.id()).setCause(e).log("It cannot be read");
      return failed("The server stopped, and the file that it left cannot be read");
    }
  }

  /**
   * Examines the file of {@code entry}, which is read whole.
   *
   * @throws NoSuchFileException when there is none
   * @throws BrokenSeal when it does not open, or was changed
   */
  RecordingEntry.Outcome heard(RecordingEntry entry) throws IOException {
    try (var reader = files.open(entry)) {
      var header = RecordingHeader.of(reader);
      var audio = new RecordingAudio(reader);
      var left = new Channel();
      var right = new Channel();
      var frames = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
      for (long at = 0; audio.readSound(at, frames.clear()) > 0; at += frames.position()) {
        for (int frame = 0; frame < frames.position(); frame += RecordingAudio.FRAME) {
          left.add(frames.getShort(frame));
          right.add(frames.getShort(frame + 2));
        }
      }
      var manifest =
          new Manifest(
              audio.ended(),
              by(header, "caller", left.track()),
              by(header, "called", right.track()),
              List.of(),
              List.of(),
              header.notice(),
              header.purpose());
      var state = manifest.has(Content.SOUND) ? Outcome.AVAILABLE : Outcome.EMPTY;
      return outcome(state, Optional.empty(), Files.size(files.path(entry.file())), manifest);
    }
  }

  /** Whom the channel began to hear; that it heard somebody else later only the process knew. */
  private static Track by(RecordingHeader header, String side, Track track) {
    var leg = header.legs().get(side);
    return leg == null || track.millis() == 0
        ? track
        : track.by(List.of(new LegInterval(leg, 0, track.millis())));
  }

  private static RecordingEntry.Outcome failed(String reason) {
    return outcome(Outcome.FAILED, Optional.of(reason), 0, Manifest.nothing(false));
  }

  private static RecordingEntry.Outcome outcome(
      Outcome state, Optional<String> reason, long bytes, Manifest manifest) {
    return new RecordingEntry.Outcome(
        state.word(), reason, manifest.millis(), bytes, manifest.json().encode());
  }

  /** Tells sound from silence, which lasts 20 ms at least: why it is silent nobody knows now. */
  private static final class Channel {
    private static final int LEAST = RecordingAudio.RATE / 50;

    private final TrackBuilder track = new TrackBuilder(RecordingAudio.RATE);
    private long zeros;

    void add(short sample) {
      if (sample == 0) {
        zeros++;
      } else {
        endSilence();
        track.add(Content.SOUND, 1);
      }
    }

    Track track() {
      endSilence();
      return track.track(Packets.NONE);
    }

    private void endSilence() {
      if (zeros > 0) {
        track.add(zeros < LEAST ? Content.SOUND : Content.UNKNOWN, zeros);
        zeros = 0;
      }
    }
  }
}
