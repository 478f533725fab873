package io.pronto.core;

import io.pronto.core.db.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;

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

  @Override
  public void close() {
    stop();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
