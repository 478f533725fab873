package io.pronto.core;

import io.pronto.core.db.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL of one test's own, which it may stop and start again with its data. */
public final class OwnPostgres implements AutoCloseable {
  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  private OwnPostgres(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  /** Starts one with the newest schema on a free port, its data in {@code folder}. */
  public static OwnPostgres start(Path folder) {
    var postgres = new OwnPostgres(folder.resolve("postgres"), freePort());
    postgres.startAgain();
    Migrations.run(postgres.url());
    return postgres;
  }

  /** {@code postgresql://…} of it. */
  public String url() {
    return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
  }

  /** Starts it after it was stopped. */
  public void startAgain() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setServerConfig("fsync", "off")
              .setServerConfig("wal_recycle", "off")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it. */
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it hang: it takes connections and requests, and answers none. */
  public void freeze() {
    signal("STOP");
  }

  /** Has it go on where it was when it froze. */
  public void thaw() {
    signal("CONT");
  }

  @Override
  public void close() {
    stop();
  }

  private void signal(String name) {
    try {
      var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
      var server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      var command = new ArrayList<>(List.of("kill", "-" + name));
      Stream.concat(Stream.of(server), server.descendants())
          .forEach(each -> command.add("" + each.pid()));
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
