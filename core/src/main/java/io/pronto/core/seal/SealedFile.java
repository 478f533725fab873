package io.pronto.core.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The format of a sealed file, which can only grow: a head, then segments of one size, each sealed
 * by AES-256-GCM under the file's own key, as the STREAM construction has it (Hoang, Reyhanitabar,
 * Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015).
 *
 * <pre>
 *  8 bytes  magic           4 bytes  n, length of the header     segments, each of s bytes sealed
 *  1 byte   version, 1      n bytes  header, clear               last segment, less than s sealed
 *  7 bytes  nonce prefix   16 bytes  tag over all before it      8 bytes  end mark
 *  4 bytes  s, segment size
 * </pre>
 *
 * <p>Integers are big-endian. A segment's nonce is the prefix, the segment's number and a byte that
 * says whether it is the last; the tag over the head is bound to every segment. So no segment can
 * be changed, moved, left out or put into another file, and the end of a file that was closed
 * cannot be cut off unnoticed. A file that was not closed reads up to its last whole segment. The
 * header is not secret: the maker puts there what is needed to find the key.
 */
public final class SealedFile {
  static final byte[] MAGIC = {(byte) 0x93, 'S', 'E', 'A', 'L', '\r', '\n', 0x1A};
  static final byte[] END = {(byte) 0x93, 'E', 'N', 'D', '.', '\r', '\n', 0x1A};
  static final int PREFIX = 7;
  static final int MAX_SEGMENT = 1 << 20;

  private static final byte VERSION = 1;
  private static final int FIXED = MAGIC.length + 1 + PREFIX + 4 + 4;
  private static final int MAX_HEADER = 1 << 16;

  private SealedFile() {}

  /**
   * Returns the clear header of {@code file}, which nothing vouches for until the file is opened by
   * its key.
   *
   * @throws BrokenSeal when it is not a sealed file
   */
  public static byte[] header(Path file) throws IOException {
    try (var bytes = SealedBytes.of(file)) {
      return readHead(bytes).header();
    }
  }

  /** The beginning of a file. */
  record Head(byte[] prefix, int segment, byte[] header) {
    Head {
      if (segment < 1 || segment > MAX_SEGMENT || header.length > MAX_HEADER) {
        throw new IllegalArgumentException("Segment or header too large");
      }
    }

    byte[] bytes() {
      return ByteBuffer.allocate(FIXED + header.length)
          .put(MAGIC)
          .put(VERSION)
          .put(prefix)
          .putInt(segment)
          .putInt(header.length)
          .put(header)
          .array();
    }

    /** Where the head's tag begins. */
    int length() {
      return FIXED + header.length;
    }
  }

  static Head readHead(SealedBytes bytes) throws IOException {
    var fixed = readFully(bytes, 0, FIXED);
    var magic = new byte[MAGIC.length];
    fixed.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new BrokenSeal("Not a sealed file");
    }
    int version = fixed.get();
    if (version != VERSION) {
      throw new BrokenSeal("A sealed file of version " + version + ", which is not known here");
    }
    var prefix = new byte[PREFIX];
    fixed.get(prefix);
    int segment = fixed.getInt();
    int length = fixed.getInt();
    if (segment < 1 || segment > MAX_SEGMENT || length < 0 || length > MAX_HEADER) {
      throw new BrokenSeal("The head of the sealed file is damaged");
    }
    return new Head(prefix, segment, readFully(bytes, FIXED, length).array());
  }

  static ByteBuffer readFully(SealedBytes bytes, long at, int length) throws IOException {
    var read = ByteBuffer.allocate(length);
    while (read.hasRemaining()) {
      if (bytes.read(at + read.position(), read) <= 0) {
        throw new BrokenSeal("The sealed file is too short");
      }
    }
    return read.flip();
  }
}
