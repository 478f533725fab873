package io.pronto.core.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import redis.embedded.RedisServer;

/** A Redis of one test's own, which it may stop and start again on the same port. */
public final class OwnRedis {
  private final int port;
  private final Optional<Path> folder;
  private RedisServer server;

  private OwnRedis(int port, Optional<Path> folder) {
    this.port = port;
    this.folder = folder;
  }

  /** Starts one on a free port. */
  public static OwnRedis start() {
    return start(Optional.empty());
  }

  /** Starts one on a free port that keeps what it is told in {@code folder}. */
  public static OwnRedis keeping(Path folder) {
    return start(Optional.of(folder));
  }

  private static OwnRedis start(Optional<Path> folder) {
    var redis = new OwnRedis(freePort(), folder);
    redis.startAgain();
    return redis;
  }

  /** {@code redis://…} of it. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it after it was stopped; it remembers nothing unless it keeps what it is told. */
  public void startAgain() {
    try {
      var settings = RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1");
      settings.setting("save \"\"");
      folder.ifPresent(kept -> settings.setting("appendonly yes").setting("dir \"" + kept + '"'));
      server = settings.build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it; stopping twice is harmless. */
  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
