package io.pronto.core.call;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A log being written. It is no {@link java.nio.channels.FileChannel}, which would be closed for
 * all calls when the thread of one is interrupted.
 */
final class SpoolLog implements AutoCloseable {
  private final Path path;
  private final RandomAccessFile file;
  private final long begunNanos = System.nanoTime();
  private long size;

  /** Writes to {@code path}, which is there and empty. */
  SpoolLog(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Appends all of {@code line}, or, when the disk refuses, nothing. */
  void append(byte[] line) throws IOException {
    try {
      file.write(line);
      size += line.length;
    } catch (IOException e) {
      file.setLength(size);
      file.seek(size);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Its length in bytes. */
  long size() {
    return size;
  }

  long ageNanos() {
    return System.nanoTime() - begunNanos;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
