package io.pronto.core.call;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file that may still be growing, each up to its line feed. */
final class Lines implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final FileChannel file;
  private byte[] bytes = new byte[CHUNK];
  private int start;
  private int searched;
  private int end;

  Lines(Path path) throws IOException {
    file = FileChannel.open(path, READ);
  }

  /** The next line that is there in full, without its line feed. */
  Optional<byte[]> next() throws IOException {
    while (true) {
      for (; searched < end; searched++) {
        if (bytes[searched] == '\n') {
          var line = Arrays.copyOfRange(bytes, start, searched);
          start = ++searched;
          return Optional.of(line);
        }
      }
      if (!readMore()) {
        return Optional.empty();
      }
    }
  }

  /** Where the next line begins, in bytes. */
  long offset() throws IOException {
    return file.position() - (end - start);
  }

  /** What follows the last line feed. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private boolean readMore() throws IOException {
    if (end == bytes.length) {
      makeRoom();
    }
    int read = file.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
    end += Math.max(read, 0);
    return read > 0;
  }

  private void makeRoom() {
    int kept = end - start;
    var roomy = kept > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
    System.arraycopy(bytes, start, roomy, 0, kept);
    bytes = roomy;
    searched -= start;
    start = 0;
    end = kept;
  }
}
