package io.pronto.core.live;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script: what Redis does in one go, with nobody in between.
 *
 * @param sha1 the digest by which a script that Redis has seen is named, so that it is sent once
 */
record Script(String text, String sha1) {
  /** A script of that text. */
  Script(String text) {
    this(text, sha1(text));
  }

  private static String sha1(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
