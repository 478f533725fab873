package io.pronto.core.seal;

import io.pronto.core.seal.SegmentCipher.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes a sealed file. A segment goes to the file as soon as it is full, and never clear: what a
 * crash loses is the segment under way. For one thread at a time.
 */
public final class SealedWriter implements AutoCloseable {
  private final FileChannel channel;
  private final SegmentCipher cipher;
  private final int segment;
  private final byte[] sealed;
  private byte[] pending = {};
  private int filled;
  private long segments;
  private boolean broken;

  private SealedWriter(FileChannel channel, SegmentCipher cipher, int segment) {
    this.channel = channel;
    this.cipher = cipher;
    this.segment = segment;
    this.sealed = new byte[segment + SecretSeal.TAG];
  }

  /**
   * Makes {@code file}, and its folder if need be, readable by their owner alone.
   *
   * @param key 32 bytes, that seal no other file
   * @param header kept clear in the file, at most 64 KiB: what is needed to find the key again
   * @param segment bytes of content in a segment, at most 1 MiB
   * @throws IOException when it exists already or cannot be made
   */
  public static SealedWriter create(Path file, byte[] key, byte[] header, int segment)
      throws IOException {
    var head = new SealedFile.Head(SecretSeal.random(SealedFile.PREFIX), segment, header);
    var cipher = new SegmentCipher(key, head);
    Files.createDirectories(
        file.toAbsolutePath().getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var writer = new SealedWriter(channel, cipher, segment);
    try {
      writer.write(ByteBuffer.wrap(head.bytes()), ByteBuffer.wrap(cipher.sealHead()));
      return writer;
    } catch (IOException e) {
      writer.abandon();
      throw e;
    }
  }

  /**
   * Adds {@code length} bytes of content from {@code offset} on.
   *
   * @throws IOException when they cannot be written; the file ends before them then
   */
  public void append(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (filled == 0 && left >= segment) {
        writeSegment(bytes, at);
        at += segment;
        left -= segment;
      } else {
        int taken = Math.min(left, segment - filled);
        pending = pending.length == 0 ? new byte[segment] : pending;
        System.arraycopy(bytes, at, pending, filled, taken);
        filled += taken;
        at += taken;
        left -= taken;
        if (filled == segment) {
          writeSegment(pending, 0);
          filled = 0;
        }
      }
    }
  }

  /**
   * Writes the rest and the end mark, and has it all on disk before it returns. Closing twice is
   * harmless; a file that could not be written to is closed without its end.
   */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      if (!broken) {
        int length = cipher.seal(segments, Kind.LAST, pending, 0, filled, sealed);
        write(ByteBuffer.wrap(sealed, 0, length), ByteBuffer.wrap(SealedFile.END));
        channel.force(true);
      }
    }
  }

  /** Closes the file as a crash would: without its end, and without the segment under way. */
  public void abandon() throws IOException {
    channel.close();
  }

  private void writeSegment(byte[] clear, int offset) throws IOException {
    int length = cipher.seal(segments, Kind.MORE, clear, offset, segment, sealed);
    write(ByteBuffer.wrap(sealed, 0, length));
    segments++;
  }

  /** After a failure the same segment must not be sealed again with other content. */
  private void write(ByteBuffer... parts) throws IOException {
    if (broken) {
      throw new IOException("Not written after an earlier failure");
    }
    broken = true;
    for (var part : parts) {
      while (part.hasRemaining()) {
        channel.write(part);
      }
    }
    broken = false;
  }
}
