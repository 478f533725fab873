package io.pronto.core.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.handover.SealedZip;
import io.vertx.core.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The files of an archive, each with its SHA-256, as they are written. */
public final class HashedFiles {
  /** The file that names the others with their hashes. */
  public static final String SUMS = "SHA256SUMS";

  private final SealedZip zip;
  private final Map<String, String> hashes = new LinkedHashMap<>();
  private String list = "";

  /** Writes to {@code zip}. */
  public HashedFiles(SealedZip zip) {
    this.zip = zip;
  }

  /** What a file holds. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void to(OutputStream out) throws IOException;
  }

  /** Where lines of JSON go. */
  @FunctionalInterface
  public interface Lines {
    /** Writes one. */
    void add(JsonObject line) throws IOException;
  }

  /** What lines of JSON a file holds. */
  @FunctionalInterface
  public interface LinesContent {
    /** Writes them all. */
    void to(Lines lines) throws IOException;
  }

  /** Adds a text. */
  public void text(String name, String text) throws IOException {
    stream(name, out -> out.write(text.getBytes(UTF_8)));
  }

  /** Adds a file of one JSON object, to be read by people too. */
  public void json(String name, JsonObject json) throws IOException {
    text(name, json.encodePrettily() + '\n');
  }

  /** Adds a file of lines of JSON. */
  public void lines(String name, LinesContent content) throws IOException {
    stream(name, out -> content.to(line -> out.write((line.encode() + '\n').getBytes(UTF_8))));
  }

  /** Adds a file of any length. */
  public void stream(String name, Content content) throws IOException {
    var digest = sha256();
    try (var out =
        new BufferedOutputStream(new DigestOutputStream(zip.entry(name), digest), 1 << 15)) {
      content.to(out);
    }
    hashes.put(name, HexFormat.of().formatHex(digest.digest()));
  }

  /** The hashes of those written so far, in their order, by name. */
  public Map<String, String> hashes() {
    return Collections.unmodifiableMap(hashes);
  }

  /**
   * Adds {@link #SUMS}, as {@code sha256sum -c} reads it.
   *
   * @return its own SHA-256, which stands for all that there is: 64 hexadecimal digits
   */
  public String sums() throws IOException {
    list =
        hashes.entrySet().stream()
            .map(each -> each.getValue() + "  " + each.getKey() + '\n')
            .collect(Collectors.joining());
    text(SUMS, list);
    return hashes.get(SUMS);
  }

  /** What {@link #sums} has written; empty before. */
  public String list() {
    return list;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
