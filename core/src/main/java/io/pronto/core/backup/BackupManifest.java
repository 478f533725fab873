package io.pronto.core.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.CanonicalForm;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a backup is of. It is signed by the key of proofs, for whoever has its public half, and
 * sealed with a keyed hash by the master key, by which a restore knows it while it has no database
 * yet. Everything in it may be read by anybody: it holds no personal data.
 *
 * @param name of the backup, such as {@code base-20261130T055200Z}
 * @param moment the time that its content is of
 * @param schema the newest migration of its database
 * @param journal the number of the last file of the erasure journal when it was begun
 * @param cluster what was copied of the embedded PostgreSQL; empty where the database is elsewhere
 * @param recordings how many files of recordings there were then
 * @param node the name of the server whose recordings they are; empty where it has none
 */
public record BackupManifest(
    String name,
    Instant moment,
    String schema,
    long journal,
    Optional<Cluster> cluster,
    long recordings,
    Optional<String> node) {
  /** The file in which it is, in the backup's folder. */
  public static final String FILE = "manifest.json";

  private static final String VERSION = "pronto backup 1";

  /**
   * The embedded PostgreSQL.
   *
   * @param version its major version
   * @param line the continuous backup that goes on from it; empty where there is none
   * @param firstSegment the segment of its log with which recovery begins
   * @param lastSegment the last that the backup itself has
   * @param bytes of the sealed file
   * @param sha256 of the sealed file, 64 hexadecimal digits
   */
  public record Cluster(
      String version,
      Optional<String> line,
      String firstSegment,
      String lastSegment,
      long bytes,
      String sha256) {}

  /** Writes it into {@code folder}, signed and sealed. */
  public void write(Path folder, ProofKey proof, MasterKey master) throws IOException {
    var json =
        new JsonObject()
            .put("manifest", json())
            .put("public_key", proof.publicKey().pem())
            .put("signature", proof.sign(form(json())))
            .put("seal", master.mac(bytes(json()), VERSION));
    Files.writeString(folder.resolve(FILE), json.encodePrettily() + "\n");
  }

  /**
   * Reads the one in {@code folder}.
   *
   * @throws BrokenSeal when it was changed
   */
  public static BackupManifest read(Path folder, MasterKey master) throws IOException {
    var file = folder.resolve(FILE);
    try {
      var json = new JsonObject(new String(Files.readAllBytes(file), UTF_8));
      var told = json.getJsonObject("manifest");
      var key = PublicProofKey.ofPem(json.getString("public_key"));
      if (!key.verifies(form(told), json.getString("signature"))) {
        throw new BrokenSeal("%s was changed: its signature is not of it".formatted(file));
      }
      if (!MessageDigest.isEqual(json.getBinary("seal"), master.mac(bytes(told), VERSION))) {
        throw new BrokenSeal(
            "%s was made with another secrets.key, or was changed".formatted(file));
      }
      return of(told);
    } catch (DecodeException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException
        | DateTimeException unreadable) {
      throw new BrokenSeal("%s is damaged".formatted(file));
    }
  }

  private JsonObject json() {
    var json =
        new JsonObject()
            .put("name", name)
            .put("moment", moment.toString())
            .put("schema", schema)
            .put("journal", journal)
            .put("recordings", recordings)
            .put("node", node.orElse(null));
    cluster.ifPresent(
        it ->
            json.put(
                "cluster",
                new JsonObject()
                    .put("version", it.version)
                    .put("line", it.line.orElse(null))
                    .put("first_segment", it.firstSegment)
                    .put("last_segment", it.lastSegment)
                    .put("bytes", it.bytes)
                    .put("sha256", it.sha256)));
    return json;
  }

  private static BackupManifest of(JsonObject json) {
    var cluster =
        Optional.ofNullable(json.getJsonObject("cluster"))
            .map(
                it ->
                    new Cluster(
                        it.getString("version"),
                        Optional.ofNullable(it.getString("line")),
                        it.getString("first_segment"),
                        it.getString("last_segment"),
                        it.getLong("bytes"),
                        it.getString("sha256")));
    return new BackupManifest(
        json.getString("name"),
        Instant.parse(json.getString("moment")),
        json.getString("schema"),
        json.getLong("journal"),
        cluster,
        json.getLong("recordings"),
        Optional.ofNullable(json.getString("node")));
  }

  private static CanonicalForm form(JsonObject json) {
    return new CanonicalForm().field(VERSION).field(json.encode());
  }

  private static byte[] bytes(JsonObject json) {
    return json.encode().getBytes(UTF_8);
  }
}
