package io.pronto.core.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A Redis of one test's own, which it may stop and start again, empty, on the same port. */
public final class OwnRedis {
  private final int port;
  private RedisServer server;

  private OwnRedis(int port) {
    this.port = port;
  }

  /** Starts one on a free port. */
  public static OwnRedis start() {
    var redis = new OwnRedis(freePort());
    redis.startAgain();
    return redis;
  }

  /** {@code redis://…} of it. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it after it was stopped; it remembers nothing. */
  public void startAgain() {
    try {
      server =
          RedisServer.newRedisServer()
              .port(port)
              .setting("bind 127.0.0.1")
              .setting("save \"\"")
              .build();
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
