package io.pronto.peer;

import io.pronto.bench.Child;
import io.pronto.core.object.ObjectStoreSettings;
import io.pronto.server.TestEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** S3rver, from npm: a server of others' that speaks S3 and keeps objects as files. */
public final class ObjectServer implements AutoCloseable {
  /** Its one bucket. */
  public static final String BUCKET = "recordings";

  private static final Path PROGRAM =
      Path.of("target", "s3", "node_modules", "s3rver", "bin", "s3rver.js");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final int port;
  private Child child;

  /** One that keeps objects in {@code folder}, and has not been started. */
  public ObjectServer(Path folder) throws IOException {
    Peers.need("node", "nodejs");
    Peers.need(
        Files.exists(PROGRAM),
        "S3rver is not there: copy infra/src/test/s3 to infra/target/s3 and run npm ci in it");
    this.folder = folder;
    this.port = TestEnvironment.freePort();
  }

  /** Starts it, on the same port and folder each time. */
  public ObjectServer start() {
    child =
        Child.start(
            List.of(
                "node",
                PROGRAM.toString(),
                "--directory",
                folder.toString(),
                "--address",
                "127.0.0.1",
                "--port",
                "" + port,
                "--configure-bucket",
                BUCKET),
            Map.of());
    child.output().await("listening", 0, PATIENCE);
    return this;
  }

  /** Stops it; objects stay. */
  public void stop() {
    child.close();
  }

  /** Where it is, and the key that it knows. */
  public ObjectStoreSettings settings() {
    return new ObjectStoreSettings(
        URI.create("http://127.0.0.1:" + port), BUCKET, "us-east-1", "S3RVER", "S3RVER", true);
  }

  /** How many objects there are. */
  public long objects() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith("_object")).count();
    }
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }
}
