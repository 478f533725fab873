package io.pronto.core.recording;

import io.pronto.core.Id;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedReader;
import io.pronto.core.seal.SealedWriter;
import io.pronto.core.transcript.Party;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Another file in place of a recording's: the same sound, bit for bit, but for parts of a channel
 * that are silent. It is sealed by a key of its own. Until a row names it, it is nothing: a half
 * one that a crash has left is begun anew.
 */
public final class Replacement {
  private static final int SEGMENT = RecordingAudio.RATE / 5 * RecordingAudio.FRAME;
  private static final int BUFFER = 1 << 16;
  private static final int PER_MILLI = RecordingAudio.RATE / 1000;
  private static final int SAMPLE = RecordingAudio.FRAME / 2;

  private static final Pattern MADE = Pattern.compile("(rec_[^.]+)\\.\\d+\\.sealed");

  private final RecordingFiles files;
  private final OrganisationKeys keys;

  /** Of recordings in {@code files}, by new keys of {@code keys}. */
  public Replacement(RecordingFiles files, OrganisationKeys keys) {
    this.files = files;
    this.keys = keys;
  }

  /**
   * What is to be silent.
   *
   * @param fromMillis from the recording's start; what lies outside of it is nothing
   */
  public record Silence(Party party, long fromMillis, long toMillis) {}

  /**
   * A file that is on disk, whole.
   *
   * @param file relative to the folder of recordings
   * @param wrappedKey its data key, wrapped by that of its month
   * @param bytes its size
   */
  public record Made(String file, byte[] wrappedKey, long bytes) {}

  /**
   * Writes it beside the file of {@code recording}, which stays as it is.
   *
   * @throws NoSuchFileException when the recording has no file
   * @throws BrokenSeal when its file does not open
   * @throws io.pronto.core.manifest.EvidenceDiffers when the evidence that is kept of what the
   *     parties were told is not that which is bound to the file; it is bound to the new one, too
   */
  public Made write(Recording recording, List<Silence> silences) throws IOException {
    var file = RecordingFiles.next(recording.file());
    var key = keys.newDataKey(recording.organisation(), recording.startedAt());
    try (var reader = files.sealed(recording)) {
      var header = RecordingHeader.of(reader);
      files.delete(file);
      var writer = SealedWriter.create(files.path(file), key.key(), header.bytes(), SEGMENT);
      try {
        copy(reader, writer, silences);
        writer.close();
      } catch (IOException | RuntimeException e) {
        writer.abandon();
        files.delete(file);
        throw e;
      }
    }
    return new Made(file, key.wrapped(), Files.size(files.path(file)));
  }

  /**
   * Deletes those of recordings that were deleted while a server that has died since was about to
   * make them. Only what has replaced another, or was to, is looked at: a recording had a row then.
   *
   * @param known whether an organisation has a recording of that id
   */
  public void sweep(BiPredicate<OrganisationId, String> known) throws IOException {
    if (!Files.isDirectory(files.folder())) {
      return;
    }
    List<Path> made;
    try (var all = Files.walk(files.folder())) {
      made = all.filter(file -> MADE.matcher(file.getFileName().toString()).matches()).toList();
    }
    for (var file : made) {
      var path = files.folder().relativize(file);
      var id = MADE.matcher(file.getFileName().toString()).replaceFirst("$1");
      if (Id.is("org", path.getName(0).toString())
          && !known.test(new OrganisationId(path.getName(0).toString()), id)) {
        destroy(path.toString());
      }
    }
  }

  /** Deletes a file that was made and is not wanted after all. */
  public void discard(Made made) throws IOException {
    files.delete(made.file());
  }

  /** Destroys a file that nothing names any more, for good; harmless when there is none. */
  public void destroy(String file) throws IOException {
    files.destroy(file);
  }

  private static void copy(SealedReader reader, SealedWriter writer, List<Silence> silences)
      throws IOException {
    var buffer = ByteBuffer.allocate(BUFFER);
    for (long at = 0; at < reader.length(); at += buffer.position()) {
      reader.read(at, buffer.clear());
      for (var silence : silences) {
        hush(buffer, at / RecordingAudio.FRAME, silence);
      }
      writer.append(buffer.array(), 0, buffer.position());
    }
  }

  private static void hush(ByteBuffer buffer, long first, Silence silence) {
    long frames = buffer.position() / RecordingAudio.FRAME;
    long from = Math.max(0, silence.fromMillis * PER_MILLI - first);
    long to = Math.min(frames, silence.toMillis * PER_MILLI - first);
    for (long frame = from; frame < to; frame++) {
      int at = (int) frame * RecordingAudio.FRAME + silence.party.ordinal() * SAMPLE;
      buffer.putShort(at, (short) 0);
    }
  }
}
