package io.pronto.media.speech;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the two processes say to each other: one byte for the kind, four for the length, then the
 * content. To the decoder go {@code BEGIN}, any number of {@code AUDIO} and {@code SILENCE}, {@code
 * END}; from it come any number of {@code RESULT}, then {@code DONE}, or at any time {@code
 * FAILED}, its last word.
 */
record Frame(Kind kind, byte[] content) {
  private static final int LONGEST = 1 << 20;

  enum Kind {
    /** The model's folder, UTF-8. */
    BEGIN,
    /** Linear samples, 16 bits, little-endian, 8 kHz. */
    AUDIO,
    /** How many samples were left out: eight bytes. */
    SILENCE,
    /** The sound is over. */
    END,
    /** How many samples had been left out (eight bytes), then Vosk's JSON, UTF-8. */
    RESULT,
    /** Every word has been told; the next sound may begin. */
    DONE,
    /** Why it cannot be done, UTF-8. */
    FAILED,
    /**
     * The model's folder, UTF-8: two parties follow, as they speak, each piece behind a byte that
     * names it.
     */
    LISTEN,
    /** A party has gone quiet: what it has said will not change any more. */
    HUSH,
    /** As a result, of what may still change. */
    PARTIAL
  }

  private static final Kind[] KINDS = Kind.values();

  static void write(DataOutputStream out, Kind kind, byte[] content) throws IOException {
    write(out, kind, content, content.length);
  }

  static void write(DataOutputStream out, Kind kind, byte[] content, int length)
      throws IOException {
    out.writeByte(kind.ordinal());
    out.writeInt(length);
    out.write(content, 0, length);
  }

  /** Returns the next frame; throws {@link EOFException} when the other end is gone. */
  static Frame read(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    int length = in.readInt();
    if (kind >= KINDS.length || length < 0 || length > LONGEST) {
      throw new IllegalStateException("Not a frame: kind %d, length %d".formatted(kind, length));
    }
    var content = new byte[length];
    in.readFully(content);
    return new Frame(KINDS[kind], content);
  }

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** The number that the content begins with. */
  long number() {
    return ByteBuffer.wrap(content).getLong();
  }
}
