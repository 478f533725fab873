package io.pronto.core.recording;

import io.pronto.core.manifest.Outcome;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The folder of recordings, and the keys that open what is in it. */
public final class RecordingFiles {
  private static final Pattern VERSION = Pattern.compile("(.*?)(?:\\.(\\d+))?(?:\\.sealed)?");

  private final Path folder;
  private final OrganisationKeys keys;

  /** The recordings in {@code folder}, which is made when the first one is. */
  public RecordingFiles(Path folder, OrganisationKeys keys) {
    this.folder = folder.toAbsolutePath().normalize();
    this.keys = keys;
  }

  /**
   * Opens the sound of {@code recording}; the caller closes it.
   *
   * @throws NoSuchFileException when its file is gone, or never was
   * @throws BrokenSeal when its file was changed, cut off or put in another's place
   */
  public RecordingAudio audio(Recording recording) throws IOException {
    return new RecordingAudio(sealed(recording));
  }

  /** The sealed file of {@code recording}, opened; throws as {@link #audio} does. */
  SealedReader sealed(Recording recording) throws IOException {
    if (recording.wrappedKey().length == 0) { // it ended before it had a key, or a file
      throw new NoSuchFileException(recording.file());
    }
    var key = keys.unwrap(recording.organisation(), recording.wrappedKey());
    var reader = SealedReader.open(path(recording.file()), key);
    boolean ended = recording.state() != Outcome.FAILED && recording.manifest().closed();
    if (ended && !reader.closedCleanly()) {
      reader.close();
      throw new BrokenSeal("The end of the file of " + recording.id() + " was cut off");
    }
    return reader;
  }

  /**
   * What the file is named that replaces {@code file}: {@code rec_1.sealed}, {@code
   * rec_1.2.sealed}.
   */
  static String next(String file) {
    var parts = VERSION.matcher(file);
    if (!parts.matches()) { // any name does
      throw new IllegalStateException(file);
    }
    int version = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2));
    return "%s.%d.sealed".formatted(parts.group(1), version + 1);
  }

  /** Where the file of a recording is, that rows and journals name relative to the folder. */
  Path path(String file) {
    var path = folder.resolve(file).normalize();
    if (!path.startsWith(folder)) {
      throw new IllegalArgumentException("Not in the folder of recordings: " + file);
    }
    return path;
  }

  /** Opens a file by what it says of itself. */
  SealedReader open(String file) throws IOException {
    var path = path(file);
    var header = RecordingHeader.of(path);
    return SealedReader.open(path, keys.unwrap(header.organisation(), header.wrappedKey()));
  }

  /** Deletes a file; harmless when there is none. */
  void delete(String file) throws IOException {
    Files.deleteIfExists(path(file));
  }
}
