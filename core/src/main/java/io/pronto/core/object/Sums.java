package io.pronto.core.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** How long some bytes are, and what they add up to. */
record Sums(long length, byte[] sha256, byte[] md5) {
  private static final int CHUNK = 1 << 16;

  static Sums of(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  static Sums of(InputStream in) throws IOException {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var md5 = MessageDigest.getInstance("MD5");
      var chunk = new byte[CHUNK];
      long length = 0;
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        sha256.update(chunk, 0, read);
        md5.update(chunk, 0, read);
        length += read;
      }
      return new Sums(length, sha256.digest(), md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String sha256Hex() {
    return HexFormat.of().formatHex(sha256);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sums sums
        && sums.length == length
        && Arrays.equals(sums.sha256, sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }
}
