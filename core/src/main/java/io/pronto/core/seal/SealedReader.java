package io.pronto.core.seal;

import io.pronto.core.seal.SegmentCipher.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a sealed file from any place in it; what is read has been checked. A file that was not
 * closed, after a crash, reads up to the last of its segments that opens. For one thread at a time.
 */
public final class SealedReader implements AutoCloseable {
  private static final long NONE = -1;

  private final SealedBytes bytes;
  private final SegmentCipher cipher;
  private final byte[] header;
  private final int segment;
  private final long start;
  private final byte[] opened;
  private long openedNumber = NONE;
  private boolean closedCleanly;
  private long length;

  private SealedReader(SealedBytes bytes, byte[] key) throws IOException {
    var head = SealedFile.readHead(bytes);
    this.bytes = bytes;
    this.header = head.header();
    this.segment = head.segment();
    this.cipher = new SegmentCipher(key, head);
    this.start = head.length() + SecretSeal.TAG;
    this.opened = new byte[segment];
    var tag = SealedFile.readFully(bytes, head.length(), SecretSeal.TAG).array();
    if (!cipher.openHead(tag)) {
      throw new BrokenSeal("The sealed file was sealed by another key, or its head was changed");
    }
    findEnd();
  }

  /**
   * Opens {@code file} by its {@code key} of 32 bytes.
   *
   * @throws BrokenSeal when it is not a sealed file, the key is wrong, or its head or its end was
   *     changed
   */
  public static SealedReader open(Path file, byte[] key) throws IOException {
    return open(SealedBytes.of(file), key);
  }

  /** The same for one that is wherever {@code bytes} are, which are closed with the reader. */
  public static SealedReader open(SealedBytes bytes, byte[] key) throws IOException {
    try {
      return new SealedReader(bytes, key);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** The header that the writer gave, vouched for by the key. */
  public byte[] header() {
    return header.clone();
  }

  /** Bytes of content that can be read. */
  public long length() {
    return length;
  }

  /** Says whether the writer closed it; if not, its end is missing. */
  public boolean closedCleanly() {
    return closedCleanly;
  }

  /**
   * Fills {@code into} with content from {@code offset} on, as far as there is any, and returns how
   * many bytes that were.
   *
   * @throws BrokenSeal when that part of the file was changed
   */
  public int read(long offset, ByteBuffer into) throws IOException {
    int before = into.remaining();
    long at = offset;
    while (into.hasRemaining() && at < length) {
      load(at / segment);
      int within = (int) (at % segment);
      long left = Math.min(length - at, segment - within);
      int taken = (int) Math.min(left, into.remaining());
      into.put(opened, within, taken);
      at += taken;
    }
    return before - into.remaining();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  private void load(long number) throws IOException {
    if (number == openedNumber) {
      return;
    }
    long left = length - number * segment;
    boolean last = closedCleanly && left < segment;
    int sealed = (int) Math.min(left, segment) + SecretSeal.TAG;
    if (!opens(number, last ? Kind.LAST : Kind.MORE, sealed)) {
      throw new BrokenSeal("The sealed file was changed in segment " + number);
    }
  }

  private boolean opens(long number, Kind kind, int sealedLength) throws IOException {
    openedNumber = NONE;
    var sealed = SealedFile.readFully(bytes, place(number), sealedLength).array();
    boolean whole = cipher.open(number, kind, sealed, sealedLength, opened) >= 0;
    openedNumber = whole ? number : NONE;
    return whole;
  }

  private void findEnd() throws IOException {
    long body = bytes.size() - start;
    long beforeMark = body - SealedFile.END.length;
    boolean marked = beforeMark >= 0 && endMark();
    long last = beforeMark / (segment + SecretSeal.TAG);
    int rest = (int) (beforeMark % (segment + SecretSeal.TAG));
    boolean ended = rest >= SecretSeal.TAG && opens(last, Kind.LAST, rest);
    if (marked != ended) {
      throw new BrokenSeal("The end of the sealed file was changed");
    }
    closedCleanly = ended;
    length =
        ended ? last * segment + rest - SecretSeal.TAG : segment * wholeSegments(Math.max(0, body));
  }

  private boolean endMark() throws IOException {
    int mark = SealedFile.END.length;
    var end = SealedFile.readFully(bytes, bytes.size() - mark, mark).array();
    return Arrays.equals(end, SealedFile.END);
  }

  /** A power cut may leave segments at the end that were never really written: they are gone. */
  private long wholeSegments(long body) throws IOException {
    long count = body / (segment + SecretSeal.TAG);
    while (count > 0 && !opens(count - 1, Kind.MORE, segment + SecretSeal.TAG)) {
      count--;
    }
    return count;
  }

  private long place(long number) {
    return start + number * (segment + SecretSeal.TAG);
  }
}
