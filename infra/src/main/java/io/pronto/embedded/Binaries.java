package io.pronto.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs that Pronto brings along in its jars, unpacked once into the data folder, under a
 * name that changes with their content.
 */
final class Binaries {
  private static final boolean MAC =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  private final Path folder;

  Binaries(Path data) {
    this.folder = data.resolve("bin");
  }

  /** The folder that holds PostgreSQL's {@code bin}, {@code lib} and {@code share}. */
  Path postgres() throws EmbeddedFailed {
    var name = "postgres-%s-%s.txz".formatted(MAC ? "darwin" : "linux", ARM ? "arm_64" : "x86_64");
    return provide("PostgreSQL", "database.url", name, "postgres", Binaries::untar);
  }

  /** Redis's server, one file. */
  Path redis() throws EmbeddedFailed {
    var name =
        MAC
            ? "redis-server-6.2.6-v5-darwin-" + (ARM ? "arm64" : "amd64")
            : ARM ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    return provide("Redis", "redis.url", name, "redis-server", Binaries::copy);
  }

  private interface Unpacking {
    void unpack(InputStream in, Path to) throws IOException;
  }

  private Path provide(String what, String key, String resource, String name, Unpacking unpacking)
      throws EmbeddedFailed {
    var source =
        Optional.ofNullable(Binaries.class.getClassLoader().getResource(resource))
            .orElseThrow(
                () ->
                    new EmbeddedFailed(
                        "%s does not come along for this machine (%s, %s): run one and set %s"
                            .formatted(
                                what,
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                key)));
    try {
      var target = folder.resolve(name + '-' + fingerprint(source));
      if (!Files.exists(target)) {
        unpack(source, target, unpacking);
      }
      return target;
    } catch (IOException e) {
      throw new EmbeddedFailed(
          "%s could not be unpacked into %s: %s".formatted(what, folder, e.getMessage()), e);
    }
  }

  private void unpack(URL source, Path target, Unpacking unpacking) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var draft = Files.createTempDirectory(folder, ".unpacking");
    try (var in = new BufferedInputStream(source.openStream())) {
      var unpacked = draft.resolve("unpacked");
      unpacking.unpack(in, unpacked);
      Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      OwnerOnly.delete(draft);
    }
  }

  /** The checksum that the jar keeps of its entry: cheap, and another one for another content. */
  private static String fingerprint(URL source) throws IOException {
    var connection = source.openConnection();
    return connection instanceof JarURLConnection jar
        ? "%08x".formatted(jar.getJarEntry().getCrc())
        : "%x".formatted(connection.getLastModified());
  }

  private static void copy(InputStream in, Path to) throws IOException {
    Files.copy(in, to);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void untar(InputStream in, Path to) throws IOException {
    Files.createDirectory(to);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var tar = new TarArchiveInputStream(new XZInputStream(in))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        place(tar, entry, to.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path to)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(to);
      Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    } else if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(to.getParent());
      Files.copy(tar, to);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          to, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
