package io.pronto.core.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.Offer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.lingala.zip4j.io.inputstream.ZipInputStream;

/**
 * The files of an archive that was fetched by its link, and opened by its passphrase.
 *
 * @param files by name, in their order
 */
public record Unzipped(Map<String, byte[]> files) {
  /** Fetches what is offered. */
  public static Unzipped fetched(Handovers handovers, Offer offer, Contents contents)
      throws IOException {
    var out = new ByteArrayOutputStream();
    handovers.write(handovers.find(offer.token()).orElseThrow(), contents, out);
    return of(out.toByteArray(), offer.passphrase());
  }

  /** Opens {@code archive}. */
  public static Unzipped of(byte[] archive, String passphrase) throws IOException {
    var read = new LinkedHashMap<String, byte[]>();
    try (var zip =
        new ZipInputStream(new ByteArrayInputStream(archive), passphrase.toCharArray())) {
      for (var next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
        read.put(next.getFileName(), zip.readAllBytes());
      }
    }
    return new Unzipped(read);
  }

  /** A file as text. */
  public String text(String name) {
    return new String(files.get(name), UTF_8);
  }

  /** All files but the sums and their signature, by name with their real hashes. */
  public Map<String, String> hashes() {
    return files.entrySet().stream()
        .filter(each -> !each.getKey().startsWith(HashedFiles.SUMS))
        .collect(Collectors.toMap(Map.Entry::getKey, each -> sha256(each.getValue())));
  }

  /** What the sums say: hashes by name. */
  public Map<String, String> sums() {
    return text(HashedFiles.SUMS)
        .lines()
        .map(line -> line.split("  ", 2))
        .collect(Collectors.toMap(line -> line[1], line -> line[0]));
  }

  /** The SHA-256 of {@code bytes} in hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
