package io.pronto.core.seal;

import io.pronto.core.seal.SegmentCipher.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes a sealed file. A segment goes to the file as soon as it is full, and never clear: what a
 * crash loses is the segment under way. After a disk has refused, writing ends there, unless
 * whoever writes goes on ({@link #goOn}). For one thread at a time.
 */
public final class SealedWriter implements AutoCloseable {
  private static final int NOTHING = 0;

  private final Path file;
  private final FileChannel channel;
  private final List<Path> folders;
  private final SegmentCipher cipher;
  private final int segment;
  private final byte[] sealed;
  private byte[] pending = {};
  private int filled;
  private long segments;

  /** All before it is whole in the file. */
  private long end;

  /** How much of {@link #sealed} is to be in the file from {@link #end} on. */
  private int owed;

  private boolean failed;
  private boolean ended;
  private boolean unforced;

  private SealedWriter(
      Path file, FileChannel channel, List<Path> folders, SegmentCipher cipher, int segment) {
    this.file = file;
    this.channel = channel;
    this.folders = folders;
    this.cipher = cipher;
    this.segment = segment;
    this.sealed = new byte[segment + SecretSeal.TAG + SealedFile.END.length];
  }

  /**
   * Makes {@code file}, and its folder if need be, readable by their owner alone.
   *
   * @param key 32 bytes, that seal no other file
   * @param header kept clear in the file, at most 64 KiB: what is needed to find the key again
   * @param segment bytes of content in a segment, at most 1 MiB
   * @throws IOException when it exists already or cannot be made; then nothing of it is left
   */
  public static SealedWriter create(Path file, byte[] key, byte[] header, int segment)
      throws IOException {
    var head = new SealedFile.Head(SecretSeal.random(SealedFile.PREFIX), segment, header);
    var cipher = new SegmentCipher(key, head);
    var whole = file.toAbsolutePath();
    var folders = changedBy(whole);
    Files.createDirectories(
        whole.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var channel =
        FileChannel.open(
            whole,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var writer = new SealedWriter(whole, channel, folders, cipher, segment);
    try {
      writer.write(ByteBuffer.wrap(head.bytes()));
      writer.write(ByteBuffer.wrap(cipher.sealHead()));
      return writer;
    } catch (IOException e) {
      writer.discard(e);
      throw e;
    }
  }

  /** The folders that get a new entry when {@code file} is made, its own first. */
  private static List<Path> changedBy(Path file) {
    var folders = new ArrayList<Path>();
    var folder = file.getParent();
    folders.add(folder);
    while (!Files.isDirectory(folder)) {
      folder = folder.getParent();
      folders.add(folder);
    }
    return folders;
  }

  /** A file without its head is nobody's. */
  private void discard(IOException why) {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Bytes of content that it has taken: they are in the file, or will be before any other. */
  public long length() {
    return segments * segment + filled;
  }

  /**
   * Adds {@code length} bytes of content from {@code offset} on.
   *
   * @throws IOException when they cannot be written: {@link #length} says how many of them it has
   *     taken all the same; it takes no more until {@link #goOn}
   */
  public void append(byte[] bytes, int offset, int length) throws IOException {
    if (failed || ended) {
      throw new IOException("Not written after an earlier failure, or after its end");
    }
    failed = true;
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
          filled = 0;
          writeSegment(pending, 0);
        }
      }
    }
    failed = false;
  }

  /**
   * After a failure, tries again to write what could not be written, and takes more from then on.
   * Where part of it is in the file already, it is written over, with the same bytes: the file is
   * as if nothing had happened.
   *
   * @throws IOException when it still cannot be written
   */
  public void goOn() throws IOException {
    writeOwed();
    failed = false;
  }

  /**
   * Writes the rest and the end mark, and has it all on disk before it returns, with the file's
   * name. May be tried again when it has failed.
   *
   * @throws IOException when that cannot be written
   */
  public void finish() throws IOException {
    goOn();
    failed = true;
    if (!ended) {
      owed = cipher.seal(segments, Kind.LAST, pending, 0, filled, sealed);
      System.arraycopy(SealedFile.END, 0, sealed, owed, SealedFile.END.length);
      owed += SealedFile.END.length;
      ended = true;
      writeOwed();
    }
    force();
    failed = false;
  }

  /** What the disk has refused once it may say to have had the second time: it is not asked. */
  private void force() throws IOException {
    if (unforced) {
      throw new IOException("The disk has refused part of it");
    }
    unforced = true;
    channel.force(true);
    for (var folder : folders) {
      try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
        entries.force(true);
      }
    }
    unforced = false;
  }

  /**
   * Finishes it, and closes it in any case. Closing twice is harmless; a file that could not be
   * written to is closed without its end.
   */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      if (!failed) {
        finish();
      }
    }
  }

  /** Closes the file as a crash would: without its end, and without the segment under way. */
  public void abandon() throws IOException {
    channel.close();
  }

  private void writeSegment(byte[] clear, int offset) throws IOException {
    owed = cipher.seal(segments, Kind.MORE, clear, offset, segment, sealed);
    segments++;
    writeOwed();
  }

  /** The same segment must not be sealed again with other content: it is kept until it is there. */
  private void writeOwed() throws IOException {
    if (owed != NOTHING) {
      write(ByteBuffer.wrap(sealed, 0, owed));
      owed = NOTHING;
    }
  }

  private void write(ByteBuffer part) throws IOException {
    long at = end;
    while (part.hasRemaining()) {
      at += channel.write(part, at);
    }
    end = at;
  }
}
