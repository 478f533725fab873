package io.pronto.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.handover.SealedZip;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Files of an archive, and the SHA-256 of each: those are gathered in a file of their own, which
 * has hashes and ids only, since there may be millions.
 */
final class SummedFiles implements AutoCloseable {
  private final SealedZip zip;
  private final Path sums = Files.createTempFile("pronto", ".sums");

  SummedFiles(SealedZip zip) throws IOException {
    this.zip = zip;
  }

  /** Adds a text file. */
  void text(String name, String content) throws IOException {
    try (var file = entry(name)) {
      file.write(content.getBytes(UTF_8));
    }
  }

  /** Begins a file, which ends when it is closed; only then the next can begin. */
  OutputStream entry(String name) throws IOException {
    var digest = sha256();
    return new FilterOutputStream(zip.entry(name)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
      }

      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void close() throws IOException {
        super.close();
        var line = HexFormat.of().formatHex(digest.digest()) + "  " + name + '\n';
        Files.writeString(sums, line, StandardOpenOption.APPEND);
      }
    };
  }

  /** Adds the list of all, as {@code sha256sum -c} reads it. */
  void finish(String name) throws IOException {
    try (var file = zip.entry(name)) {
      Files.copy(sums, file);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java always has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(sums);
  }
}
