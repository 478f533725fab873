package io.pronto.backup;

import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Makes a backup of all that a server has, while it runs or not, and reads it again before it
 * counts as one. Whatever goes wrong, nothing of it stays.
 */
public final class BaseBackup {
  /** The sealed tar of the embedded PostgreSQL, and the name that it is sealed by. */
  static final String CLUSTER = "cluster.sealed";

  private final Path data;
  private final String url;
  private final boolean embedded;
  private final MasterKey master;
  private final ProofKey proof;

  /**
   * Makes backups of the server on the folder {@code data}.
   *
   * @param url of its database, as that's owner
   * @param embedded whether the database's files are in that folder
   */
  public BaseBackup(Path data, String url, boolean embedded, MasterKey master, ProofKey proof) {
    this.data = data;
    this.url = url;
    this.embedded = embedded;
    this.master = master;
    this.proof = proof;
  }

  /**
   * Makes one.
   *
   * @param line the continuous backup that goes on from it
   * @param journal the number of the last file of the erasure journal
   * @throws BackupFailed with one line for the operator
   */
  public BackupManifest make(BackupPlace place, Optional<String> line, long journal)
      throws BackupFailed {
    proof.publicKey(); // made now if there is none: what is signed later is put back by it
    try (var _ = place.hold()) {
      var name = BackupPlace.name(Instant.now());
      var whole = place.folder().resolve(name);
      if (Files.exists(whole)) {
        throw new BackupFailed("%s is there already: try again in a second".formatted(whole));
      }
      var draft = place.folder().resolve('.' + name + ".part");
      try {
        Files.createDirectory(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var manifest = fill(place, draft, name, line, journal);
        Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
        BackupPlace.settle(place.folder());
        return manifest;
      } finally {
        BackupPlace.delete(draft);
      }
    } catch (BackupFailed failed) {
      throw failed;
    } catch (SQLException e) {
      throw BackupFailed.of(e);
    } catch (IOException e) {
      throw BackupFailed.of(place.folder(), e);
    } catch (Exception e) {
      throw new BackupFailed("No backup was made: " + e, e);
    }
  }

  private BackupManifest fill(
      BackupPlace place, Path draft, String name, Optional<String> line, long journal)
      throws SQLException, IOException {
    try (var sql = OwnerSql.open(url)) {
      var told =
          sql.row(
              """
              select current_setting('server_version_num')::integer / 10000,
                     (select version from flyway_schema_history where success and version is not null
                       order by installed_rank desc limit 1),
                     clock_timestamp()::text
              """);
      var copied = embedded ? Optional.of(cluster(sql, draft, name)) : Optional.<Copied>empty();
      long recordings = new RecordingsCopy(data.resolve("recordings"), place.recordings()).all();
      var manifest =
          new BackupManifest(
              name,
              copied.map(all -> all.copied.moment()).orElse(ClusterCopy.time(told[2])),
              told[1],
              journal,
              copied.map(
                  all ->
                      new BackupManifest.Cluster(
                          told[0],
                          line,
                          all.copied.first().name(),
                          all.copied.last().name(),
                          all.bytes,
                          all.sha256)),
              recordings,
              node());
      manifest.write(draft, proof, master);
      BackupPlace.settle(draft);
      return manifest;
    }
  }

  private Optional<String> node() throws IOException {
    var file = data.resolve("node");
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  private record Copied(ClusterCopy.Copied copied, long bytes, String sha256) {}

  private Copied cluster(OwnerSql sql, Path draft, String name) throws SQLException, IOException {
    var file = draft.resolve(CLUSTER);
    ClusterCopy.Copied copied;
    try (var out = new BackupSeal(master).seal(file, sealedAs(name), Instant.now())) {
      copied = new ClusterCopy(sql, data).write(out);
    }
    long bytes = Files.size(file);
    readAgain(file, name);
    return new Copied(copied, bytes, sha256(file));
  }

  static String sealedAs(String name) {
    return name + '/' + CLUSTER;
  }

  private void readAgain(Path file, String name) throws IOException {
    try (var in = open(file, name, master)) {
      while (in.getNextEntry() != null) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  /** The tar in {@code file}. */
  static TarArchiveInputStream open(Path file, String name, MasterKey master) throws IOException {
    return new TarArchiveInputStream(
        new GzipCompressorInputStream(new BackupSeal(master).open(file, sealedAs(name))));
  }

  /** SHA-256 of {@code file}, 64 hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
