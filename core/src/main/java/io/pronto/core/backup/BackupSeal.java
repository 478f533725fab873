package io.pronto.core.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.SealedFile;
import io.pronto.core.seal.SealedReader;
import io.pronto.core.seal.SealedWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Seals the files of backups, each by a key of its own, which the master key wraps for that file
 * alone and which lies in its head. Content passes through in segments of 64 KiB, whatever its
 * size.
 */
public final class BackupSeal {
  private static final int SEGMENT = 1 << 16;
  private static final int KEY = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MasterKey master;

  /** Seals by {@code master}. */
  public BackupSeal(MasterKey master) {
    this.master = master;
  }

  /**
   * Makes {@code file}; what is written to the stream is sealed in it, and on the disk once that is
   * closed.
   *
   * @param name of the content: it opens under no other, so that no file stands in for another
   * @param at the time that the content is of
   * @throws IOException when it is there already, or cannot be made
   */
  public OutputStream seal(Path file, String name, Instant at) throws IOException {
    var key = new byte[KEY];
    RANDOM.nextBytes(key);
    var header =
        new JsonObject()
            .put("name", name)
            .put("at", at.toString())
            .put("key", master.seal(key, context(name)));
    return new Sealing(SealedWriter.create(file, key, header.toBuffer().getBytes(), SEGMENT));
  }

  /**
   * Opens what {@link #seal} has sealed under {@code name}.
   *
   * @throws BrokenSeal when it was changed, is cut off, or is another's; reading throws it too
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed it
   */
  public InputStream open(Path file, String name) throws IOException {
    var header = header(file);
    if (!name.equals(header.getString("name"))) {
      throw new BrokenSeal("%s is not %s of a backup".formatted(file, name));
    }
    byte[] wrapped;
    try {
      wrapped = header.getBinary("key", new byte[0]);
    } catch (IllegalArgumentException | ClassCastException damaged) {
      throw new BrokenSeal("The head of %s is damaged".formatted(file));
    }
    var reader = SealedReader.open(file, master.open(wrapped, context(name), file.toString()));
    if (!reader.closedCleanly()) {
      reader.close();
      throw new BrokenSeal("The end of %s is cut off".formatted(file));
    }
    return new Opening(reader, file);
  }

  /**
   * The time that the content of {@code file} is of, which nothing vouches for until it is opened.
   */
  public static Instant at(Path file) throws IOException {
    try {
      return Instant.parse(header(file).getString("at", ""));
    } catch (DateTimeException | ClassCastException damaged) {
      throw new BrokenSeal("The head of %s is damaged".formatted(file));
    }
  }

  private static JsonObject header(Path file) throws IOException {
    try {
      return new JsonObject(Buffer.buffer(SealedFile.header(file)));
    } catch (DecodeException damaged) {
      throw new BrokenSeal("The head of %s is damaged".formatted(file));
    }
  }

  private static byte[] context(String name) {
    return ("backup " + name).getBytes(UTF_8);
  }

  private static final class Sealing extends OutputStream {
    private final SealedWriter writer;

    Sealing(SealedWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      writer.append(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  private static final class Opening extends InputStream {
    private final SealedReader reader;
    private final Path file;
    private long at;

    Opening(SealedReader reader, Path file) {
      this.reader = reader;
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      try {
        int read = reader.read(at, ByteBuffer.wrap(into, offset, length));
        at += read;
        return read == 0 ? -1 : read;
      } catch (BrokenSeal broken) {
        throw new BrokenSeal("%s: %s".formatted(file, broken.getMessage()));
      }
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
