package io.pronto.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs that Pronto brings along in its jars, in the data folder, under a name that changes
 * with their content. To unpack them takes seconds: it is done once beside the launcher, if that
 * may be written to, and every data folder has links to what is there, so that it stays whole when
 * the launcher is built anew.
 */
final class Binaries {
  private static final boolean MAC =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  private static final Set<PosixFilePermission> ANYBODY =
      PosixFilePermissions.fromString("rwxr-xr-x");

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

  private interface Filling {
    void fill(Path to) throws IOException;
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
        place(source, target, unpacking);
      }
      return target;
    } catch (IOException e) {
      throw new EmbeddedFailed(
          "%s could not be unpacked into %s: %s".formatted(what, folder, e.getMessage()), e);
    }
  }

  private static void place(URL source, Path target, Unpacking unpacking) throws IOException {
    var shared = shared().map(folder -> folder.resolve(target.getFileName()));
    if (shared.isEmpty()) {
      whole(target, to -> unpack(source, to, unpacking));
      return;
    }
    if (!Files.exists(shared.get())) {
      whole(shared.get(), to -> unpack(source, to, unpacking));
    }
    whole(target, to -> link(shared.get(), to));
  }

  private static Optional<Path> shared() {
    return Optional.ofNullable(System.getProperty("pronto.home"))
        .map(home -> Path.of(home, "infra", "target"))
        .filter(Files::isWritable)
        .map(folder -> folder.resolve("programs"));
  }

  /** Makes {@code target} under another name first: half of it is none. */
  private static void whole(Path target, Filling filling) throws IOException {
    var folder = target.getParent();
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, ANYBODY);
    var draft = Files.createTempDirectory(folder, ".unpacking");
    try {
      var made = draft.resolve("made");
      filling.fill(made);
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(target)) { // else another start was faster
        throw e;
      }
    } finally {
      OwnerOnly.delete(draft);
    }
  }

  private static void unpack(URL source, Path to, Unpacking unpacking) throws IOException {
    try (var in = new BufferedInputStream(source.openStream())) {
      unpacking.unpack(in, to);
    }
  }

  /** Fills {@code to} with what is in {@code from}: links, or copies where links cannot be. */
  private static void link(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var path : (Iterable<Path>) all::iterator) {
        var twin = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(twin);
          Files.setPosixFilePermissions(twin, ANYBODY);
        } else if (Files.isSymbolicLink(path)) {
          Files.createSymbolicLink(twin, Files.readSymbolicLink(path));
        } else {
          linkFile(path, twin);
        }
      }
    }
  }

  private static void linkFile(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileSystemException | UnsupportedOperationException otherDisk) {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
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
    Files.setPosixFilePermissions(to, ANYBODY);
  }

  private static void untar(InputStream in, Path to) throws IOException {
    Files.createDirectory(to);
    Files.setPosixFilePermissions(to, ANYBODY);
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
      Files.setPosixFilePermissions(to, ANYBODY);
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
