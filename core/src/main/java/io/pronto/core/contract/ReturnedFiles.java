package io.pronto.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.handover.OpenedZip;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The files of an archive that {@link ContractReturn} has made, read one at a time. */
final class ReturnedFiles implements AutoCloseable {
  private final OpenedZip zip;
  private final JsonObject manifest;
  private final String fingerprint;

  private ReturnedFiles(OpenedZip zip, JsonObject manifest, String fingerprint) {
    this.zip = zip;
    this.manifest = manifest;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens {@code file}, and checks that every file in it is what it was.
   *
   * @throws ImportRefused when it is no such archive, was changed, or does not open
   */
  static ReturnedFiles open(Path file, char[] passphrase) throws IOException, ImportRefused {
    if (!Files.isReadable(file)) {
      throw new ImportRefused(file + " cannot be read: check path and rights");
    }
    var zip = new OpenedZip(file, passphrase);
    boolean open = false;
    try {
      var manifest = manifest(zip);
      if (!ContractReturn.FORMAT.equals(manifest.getString("format"))) {
        throw new ImportRefused(file + " is not what an organisation was returned");
      }
      var files = new ReturnedFiles(zip, manifest, check(zip));
      open = true;
      return files;
    } catch (OpenedZip.WrongPassphrase e) {
      throw new ImportRefused("The passphrase does not open " + file, e);
    } catch (IOException e) { // what was changed does not open, either
      throw new ImportRefused(
          "%s was changed, or is cut off: fetch it again (%s)".formatted(file, e.getMessage()), e);
    } catch (DecodeException e) {
      throw new ImportRefused(file + " is not what an organisation was returned", e);
    } finally {
      if (!open) {
        zip.close();
      }
    }
  }

  private static JsonObject manifest(OpenedZip zip) throws IOException, ImportRefused {
    try (var in = required(zip, ContractReturn.MANIFEST)) {
      return new JsonObject(new String(in.readAllBytes(), UTF_8));
    }
  }

  private static InputStream required(OpenedZip zip, String name)
      throws IOException, ImportRefused {
    return zip.content(name)
        .orElseThrow(() -> new ImportRefused("There is no %s in the archive".formatted(name)));
  }

  /** Compares every file with the list; returns the SHA-256 of that. */
  private static String check(OpenedZip zip) throws IOException, ImportRefused {
    var digest = sha256();
    long listed = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new DigestInputStream(required(zip, ContractReturn.SUMS), digest), UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var parts = line.split("  ", 2);
        if (parts.length < 2 || !sum(required(zip, parts[1])).equals(parts[0])) {
          throw new ImportRefused(
              "The archive was changed: %s is not what it was: fetch it again"
                  .formatted(parts[parts.length - 1]));
        }
        listed++;
      }
    }
    if (listed != zip.names().size() - 1) {
      throw new ImportRefused("The archive was changed: there are files that are not in its list");
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sum(InputStream content) throws IOException {
    var digest = sha256();
    try (var in = new DigestInputStream(content, digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java always has SHA-256", e);
    }
  }

  /** What the archive says of itself. */
  JsonObject manifest() {
    return manifest;
  }

  /** What tells this archive from any other. */
  String fingerprint() {
    return fingerprint;
  }

  /** Takes a row of a table, as JSON. */
  interface Row {
    void take(String json) throws IOException, ImportRefused;
  }

  /** Goes through the rows of {@code table}; there are none where it has no file. */
  void rows(String table, Row each) throws IOException, ImportRefused {
    var file = zip.content("tables/" + table + ".jsonl");
    if (file.isEmpty()) {
      return;
    }
    try (var lines = new BufferedReader(new InputStreamReader(file.get(), UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        each.take(line);
      }
    }
  }

  /** The content of a file; the caller closes it. Empty where there is none of that name. */
  Optional<InputStream> content(String name) throws IOException {
    return zip.content(name);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
