package io.pronto.media.speech.model;

import static java.net.HttpURLConnection.HTTP_OK;
import static java.net.HttpURLConnection.HTTP_PARTIAL;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Fetches one file over HTTP into another that may hold its beginning already: asks for the rest
 * (RFC 9110, section 14.2), starts over where the server cannot do that, and tries again when the
 * line breaks.
 */
final class Download {
  /** Tries in a row that bring nothing new. */
  private static final int TRIES = 4;

  private static final Duration STALLED = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int PIECE = 1 << 16;

  private final URI source;
  private final Path file;
  private final long total;

  Download(URI source, Path file, long total) {
    this.source = source;
    this.file = file;
    this.total = total;
  }

  /**
   * Returns when {@code file} has its {@code total} bytes, unchecked.
   *
   * @throws InstallFailed if the server refuses or does not get there; what came is kept
   */
  void run(Progress progress) throws IOException {
    long furthest = length();
    int failures = 0;
    while (length() != total) {
      try {
        fetch(length(), progress);
      } catch (InstallFailed refused) {
        throw refused;
      } catch (IOException broken) {
        failures = length() > furthest ? 1 : failures + 1;
        furthest = Math.max(furthest, length());
        pauseOrGiveUp(failures, broken);
      }
    }
  }

  private void fetch(long have, Progress progress) throws IOException {
    var connection = connect(have < total ? have : 0);
    try {
      long from = startOf(connection, have);
      try (var in = connection.getInputStream();
          var out = Files.newOutputStream(file, StandardOpenOption.CREATE, openFrom(from))) {
        copy(in, out, from, progress);
      }
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection connect(long have) throws IOException {
    var connection = (HttpURLConnection) source.toURL().openConnection();
    connection.setConnectTimeout((int) STALLED.toMillis());
    connection.setReadTimeout((int) STALLED.toMillis());
    connection.setRequestProperty("User-Agent", "Pronto");
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
    }
    return connection;
  }

  /** Which byte of the file the answer begins with. */
  private long startOf(HttpURLConnection connection, long have) throws IOException {
    int status = connection.getResponseCode();
    if (status == HTTP_PARTIAL && rangeOf(connection).startsWith("bytes " + have + "-")) {
      return have;
    }
    if (status == HTTP_OK) {
      return 0;
    }
    if (status >= 500 || status == 429) {
      throw new IOException("the server answers " + status);
    }
    throw new InstallFailed(
        "%s answers %d: check the address of the mirror".formatted(source, status));
  }

  private static String rangeOf(HttpURLConnection connection) {
    var range = connection.getHeaderField("Content-Range");
    return range == null ? "" : range;
  }

  private static StandardOpenOption openFrom(long from) {
    return from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
  }

  private void copy(InputStream in, OutputStream out, long from, Progress progress)
      throws IOException {
    var piece = new byte[PIECE];
    long have = from;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      have += read;
      if (have > total) {
        throw new InstallFailed(
            "%s is longer than the published model's %d bytes: check the address of the mirror"
                .formatted(source, total));
      }
      out.write(piece, 0, read);
      progress.fetched(have, total);
    }
    if (have < total) {
      throw new IOException(
          "the connection was closed after %d of %d bytes".formatted(have, total));
    }
  }

  private void pauseOrGiveUp(int failures, IOException broken) throws IOException {
    if (failures >= TRIES) {
      throw new InstallFailed(
          """
          Could not fetch %s: %s. %d of %d bytes are kept: check the network and run the same \
          command again to go on from there\
          """
              .formatted(source, reason(broken), length(), total),
          broken);
    }
    try {
      Thread.sleep(PAUSE.multipliedBy(failures));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while fetching " + source);
    }
  }

  private static String reason(IOException broken) {
    return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
  }

  private long length() {
    return file.toFile().length();
  }
}
