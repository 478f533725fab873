package io.pronto.core.recording;

import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.object.ObjectBytes;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedBytes;
import io.pronto.core.seal.SealedFile;
import io.pronto.core.seal.SealedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where recordings are, and the keys that open them: in a folder of this server, and, once they
 * have been moved there, in an object store if there is one.
 */
public final class RecordingFiles {
  private static final Pattern VERSION = Pattern.compile("(.*?)(?:\\.(\\d+))?(?:\\.sealed)?");

  /** More than a sealed file has before its header and in the tag after it. */
  private static final int AROUND_HEADER = 64;

  /** Organisation, day, file. */
  private static final int DEPTH = 3;

  private final Path folder;
  private final OrganisationKeys keys;
  private final Optional<ObjectStore> objects;
  private final String node;

  /** The recordings in {@code folder}, which is made when the first one is. */
  public RecordingFiles(Path folder, OrganisationKeys keys) {
    this(folder, keys, Optional.empty());
  }

  /** Those in {@code folder}, and those that were moved from it, or from others', to a store. */
  public RecordingFiles(Path folder, OrganisationKeys keys, Optional<ObjectStore> objects) {
    this(folder, keys, objects, "this server");
  }

  /**
   * The same.
   *
   * @param node the name of this server, whose folder it is
   */
  public RecordingFiles(
      Path folder, OrganisationKeys keys, Optional<ObjectStore> objects, String node) {
    this.folder = folder.toAbsolutePath().normalize();
    this.keys = keys;
    this.objects = objects;
    this.node = node;
  }

  /** The folder. */
  Path folder() {
    return folder;
  }

  /** The name of the server whose folder it is. */
  String node() {
    return node;
  }

  /** Whether what is made here is moved to an object store. */
  boolean areMoved() {
    return objects.isPresent();
  }

  /** Whether the file of a recording is on this server's disk. */
  boolean isHere(String file) {
    return Files.exists(path(file));
  }

  /**
   * Whether there is a folder of a day before that of {@code file}: then the disk that was there
   * when it was made is there now. A later one may have been made in the place of a disk that is
   * away.
   */
  boolean haveDaysBefore(String file) {
    var path = folder.relativize(path(file));
    if (path.getNameCount() != DEPTH) {
      return false;
    }
    var day = path.getName(1).toString();
    try (var organisations = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (var organisation : organisations) {
        if (hasDayBefore(organisation, day)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException away) {
      return false;
    }
  }

  private static boolean hasDayBefore(Path organisation, String day) throws IOException {
    try (var days = Files.newDirectoryStream(organisation, "????-??-??")) {
      for (var each : days) {
        if (each.getFileName().toString().compareTo(day) < 0) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Opens the sound of {@code recording}; the caller closes it.
   *
   * @throws NoSuchFileException when its file is gone, or never was
   * @throws BrokenSeal when its file was changed, cut off or put in another's place
   * @throws io.pronto.core.manifest.EvidenceDiffers when the evidence that is kept of what the
   *     parties were told is not that which is bound to the file, or the file is another's
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
    var reader = SealedReader.open(bytes(recording.file()), key);
    try {
      RecordingHeader.of(reader).vouchFor(recording);
      boolean ended = recording.state() != Outcome.FAILED && recording.manifest().closed();
      if (ended && !reader.closedCleanly()) {
        throw new BrokenSeal("The end of the file of " + recording.id() + " was cut off");
      }
      return reader;
    } catch (RuntimeException refused) {
      reader.close();
      throw refused;
    }
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

  /** What is not here was moved: it is put into the store first, and then taken from the disk. */
  private SealedBytes bytes(String file) throws IOException {
    try {
      return SealedBytes.of(path(file));
    } catch (NoSuchFileException notHere) {
      if (objects.isEmpty()) {
        throw notHere;
      }
      return new ObjectBytes(objects.get(), file);
    }
  }

  /** Where the file of a recording is, that rows and journals name relative to the folder. */
  Path path(String file) {
    var path = folder.resolve(file).normalize();
    if (!path.startsWith(folder)) {
      throw new IllegalArgumentException("Not in the folder of recordings: " + file);
    }
    return path;
  }

  /** Opens the file of {@code entry}, which says whose it is, by the key that the entry has. */
  SealedReader open(RecordingEntry entry) throws IOException {
    var path = path(entry.file());
    var header = RecordingHeader.of(path);
    var wrapped = Base64.getDecoder().decode(entry.wrappedKey());
    return SealedReader.open(path, keys.unwrap(header.organisation(), wrapped));
  }

  /** Deletes a file from the disk; harmless when there is none. */
  void delete(String file) throws IOException {
    Files.deleteIfExists(path(file));
  }

  /**
   * Destroys a file on the disk that nothing names any more, for good: its head goes first, without
   * which its content is noise; in older files it has the key. Harmless when there is none.
   */
  void destroy(String file) throws IOException {
    var path = path(file);
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      long head = Math.min(channel.size(), headLength(path));
      var nothing = ByteBuffer.allocate((int) head);
      while (nothing.hasRemaining()) {
        channel.write(nothing, nothing.position());
      }
      channel.force(true);
    } catch (NoSuchFileException gone) {
      return;
    }
    delete(file);
    settle(path.getParent());
  }

  private static int headLength(Path path) throws IOException {
    try {
      return SealedFile.header(path).length + AROUND_HEADER;
    } catch (BrokenSeal begunAlready) {
      return AROUND_HEADER;
    }
  }

  /** Has the folder itself on disk: what was made in it, and what was deleted. */
  static void settle(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
