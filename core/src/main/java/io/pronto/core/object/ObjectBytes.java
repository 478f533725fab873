package io.pronto.core.object;

import io.pronto.core.seal.SealedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/** The bytes of an object, asked for in pieces that several reads come from. */
public final class ObjectBytes implements SealedBytes {
  private static final int AHEAD = 1 << 18;

  private final ObjectStore store;
  private final String key;
  private final long size;
  private final ByteBuffer piece = ByteBuffer.allocate(AHEAD).limit(0);
  private long pieceAt;

  /**
   * Those of {@code key}.
   *
   * @throws NoSuchFileException when there is none
   */
  public ObjectBytes(ObjectStore store, String key) throws IOException {
    this.store = store;
    this.key = key;
    this.size = store.size(key).orElseThrow(() -> new NoSuchFileException(key));
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    if (offset >= size) {
      return -1;
    }
    if (offset < pieceAt || offset >= pieceAt + piece.limit()) {
      piece.clear().limit((int) Math.min(AHEAD, size - offset));
      store.read(key, offset, piece);
      piece.flip();
      pieceAt = offset;
    }
    int from = (int) (offset - pieceAt);
    int length = Math.min(into.remaining(), piece.limit() - from);
    into.put(piece.slice(from, length));
    return length;
  }

  @Override
  public void close() {}
}
