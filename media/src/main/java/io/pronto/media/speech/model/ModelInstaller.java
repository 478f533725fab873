package io.pronto.media.speech.model;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * Installs models: fetches the archive, or what is missing of it, checks its SHA-256, unpacks it
 * beside its place and moves it there in one step. A model in use is replaced safely: a decoder has
 * it in memory.
 */
public final class ModelInstaller {
  private final Path folder;
  private final Catalogue catalogue;
  private final URI source;

  /**
   * Installs into {@code folder}, which is made if need be.
   *
   * @param source where the archives are, ending in '/': the publisher or a mirror
   */
  public ModelInstaller(Path folder, Catalogue catalogue, URI source) {
    this.folder = folder;
    this.catalogue = catalogue;
    this.source = source;
  }

  /**
   * Fetches and installs the model of {@code language}, ISO 639-1; replaces one that is there.
   *
   * @throws InstallFailed if it cannot; a part that was fetched is kept for the next try
   * @throws IOException if the folder cannot be written
   */
  public InstalledModel install(String language, Progress progress) throws IOException {
    var model = catalogue.require(language);
    var downloads = Files.createDirectories(folder.resolve(".downloads"));
    try (var lock = open(downloads.resolve(model.name() + ".lock"))) {
      requireAlone(lock, model);
      var archive = downloads.resolve(model.name() + ".zip.part");
      new Download(source.resolve(model.name() + ".zip"), archive, model.bytes()).run(progress);
      requireIntact(archive, model);
      unpack(archive, model);
      Files.delete(archive);
    }
    return new Models(folder)
        .list().stream().filter(m -> m.language().equals(language)).findFirst().orElseThrow();
  }

  private static FileChannel open(Path lock) throws IOException {
    return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** The lock ends with the channel, or with the process. */
  private static void requireAlone(FileChannel lock, PublishedModel model) throws IOException {
    boolean alone;
    try {
      alone = lock.tryLock() != null;
    } catch (OverlappingFileLockException sameProcess) {
      alone = false;
    }
    if (!alone) {
      throw new InstallFailed(model.name() + " is being installed already: wait for that to end");
    }
  }

  private void requireIntact(Path archive, PublishedModel model) throws IOException {
    var found = sha256(archive);
    if (!found.equals(model.sha256())) {
      Files.delete(archive);
      throw new InstallFailed(
          """
          What %s delivers as %s.zip is not the published model: its SHA-256 is %s, not %s. \
          It was deleted. Try again, or use another mirror\
          """
              .formatted(source, model.name(), found, model.sha256()));
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void unpack(Path archive, PublishedModel model) throws IOException {
    var fresh = Files.createTempDirectory(folder, ".new-");
    var old = folder.resolve(fresh.getFileName() + "-old");
    var place = folder.resolve(model.language());
    try {
      unpackOrDelete(archive, fresh);
      Files.writeString(fresh.resolve(Models.NAME), model.name() + "\n");
      if (Files.exists(place)) {
        Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(fresh);
      delete(old);
    }
  }

  /**
   * An archive that is refused once would be refused again; one for which the disk was too full
   * not.
   */
  private static void unpackOrDelete(Path archive, Path folder) throws IOException {
    try {
      Archive.unpack(archive, folder);
    } catch (InstallFailed refused) {
      Files.delete(archive);
      throw refused;
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
