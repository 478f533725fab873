package io.pronto.core.call;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The folder of the journal, which one process has at a time. Its files are numbered logs, read in
 * that order; {@code alive}, touched while the process lives; {@code refused.log}, what the
 * database would not take; {@code corrupt.log}, what could not be read. They hold personal data:
 * only their owner may read them.
 */
final class SpoolFiles implements AutoCloseable {
  private static final FileAttribute<?> FOLDER = permissions("rwx------");
  private static final FileAttribute<?> FILE = permissions("rw-------");

  private final Path folder;
  private final Path alive;
  private final FileChannel lock;
  private final Instant lastSignOfLife;
  private long number;

  /** Takes the folder, made if need be. */
  SpoolFiles(Path folder) throws IOException {
    this.folder = folder;
    this.alive = folder.resolve("alive");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(folder, FOLDER);
    }
    lock = FileChannel.open(alive, Set.of(CREATE, WRITE), FILE);
    own();
    lastSignOfLife = newestTime();
    touch();
    retryRefused();
  }

  /** When the process that had the folder before was last known to live. */
  Instant lastSignOfLife() {
    return lastSignOfLife;
  }

  /** Says that this process lives. */
  void touch() throws IOException {
    Files.setLastModifiedTime(alive, FileTime.from(Instant.now()));
  }

  /** The logs there are, the oldest first. */
  List<Path> logs() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(SpoolFiles::isLog).sorted().toList();
    }
  }

  /** Begins a log that is read after all others. */
  SpoolLog create() throws IOException {
    return new SpoolLog(Files.createFile(next(), FILE));
  }

  /** Keeps a call that the database refused; it is tried again at the next start. */
  void setAsideRefused(CallDetailRecord cdr) {
    try {
      append("refused.log", SpoolLine.write(true, cdr.id(), CdrJson.bytes(cdr)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps what could not be read, for whoever can. */
  void setAsideCorrupt(byte[] line) throws IOException {
    append("corrupt.log", ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').array());
  }

  /** Leaves the folder to another process. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private void append(String name, byte[] line) throws IOException {
    var file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.createFile(file, FILE);
    }
    Files.write(file, line, StandardOpenOption.APPEND);
  }

  private Path next() throws IOException {
    var logs = logs();
    number = Math.max(number, logs.isEmpty() ? 0 : number(logs.getLast())) + 1;
    return folder.resolve("calls-%012d.log".formatted(number));
  }

  private void own() throws IOException {
    FileLock owned;
    try {
      owned = lock.tryLock();
    } catch (OverlappingFileLockException e) {
      owned = null;
    }
    if (owned == null) {
      lock.close();
      throw new IOException("Another process uses " + folder + "; give each server its own");
    }
  }

  private Instant newestTime() throws IOException {
    var newest = Instant.EPOCH;
    var files = new ArrayList<>(logs());
    files.add(alive);
    for (var file : files) {
      var time = Files.getLastModifiedTime(file).toInstant();
      newest = time.isAfter(newest) ? time : newest;
    }
    return newest;
  }

  private void retryRefused() throws IOException {
    try {
      Files.move(folder.resolve("refused.log"), next());
    } catch (NoSuchFileException none) {
      return;
    }
  }

  private static boolean isLog(Path file) {
    return file.getFileName().toString().matches("calls-\\d{12}\\.log");
  }

  private static long number(Path log) {
    return Long.parseLong(log.getFileName().toString().substring(6, 18));
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
