package io.pronto.server;

import io.pronto.core.Ground;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The variables that start a server on the tests' stores and free ports of 127.0.0.1. */
public final class TestEnvironment {
  private TestEnvironment() {}

  /** Those of a server on {@code data} with media on 200 ports from {@code media} on. */
  public static Map<String, String> on(Path data, int media) throws IOException {
    var environment = new HashMap<String, String>();
    environment.put("PRONTO_DATABASE_URL", Ground.databaseUrl());
    environment.put("PRONTO_REDIS_URL", Ground.redisUrl());
    environment.put("PRONTO_SECRETS_KEY", Ground.secretsKey());
    environment.put("PRONTO_DATA", data.toString());
    environment.put("PRONTO_SIP_HOST", "127.0.0.1");
    environment.put("PRONTO_SIP_PORT", "" + freePort());
    environment.put("PRONTO_SIP_WS_PORT", "0");
    environment.put("PRONTO_HTTP_PORT", "" + freePort());
    environment.put("PRONTO_MEDIA_PORTS", "%d-%d".formatted(media, media + 199));
    return environment;
  }

  /**
   * A port that nobody has at this moment, and that is none of media's in any test: those lie where
   * the kernel gives none.
   */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
