package io.pronto.core.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a sealed file, wherever they are. For one thread at a time. */
public interface SealedBytes extends AutoCloseable {
  /** How many there are. */
  long size() throws IOException;

  /**
   * Fills {@code into} from {@code offset} on as far as that is convenient; returns how many bytes
   * that were, 0 or less at the end.
   */
  int read(long offset, ByteBuffer into) throws IOException;

  @Override
  void close() throws IOException;

  /** Those of {@code file}. */
  static SealedBytes of(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    return new SealedBytes() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public int read(long offset, ByteBuffer into) throws IOException {
        return channel.read(into, offset);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
