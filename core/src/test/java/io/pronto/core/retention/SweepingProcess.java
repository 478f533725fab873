package io.pronto.core.retention;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** A server of its own that sweeps one by one, for somebody to kill. */
public final class SweepingProcess {
  /** One by one, so that somebody can come in between. */
  static final SweepPace SLOWLY = new SweepPace(1, 3);

  private SweepingProcess() {}

  /** Starts it on the database and the recordings of {@code ground}. */
  static Process start(SweptDatabase ground) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SweepingProcess.class.getName(),
            ground.url,
            ground.folder.toString(),
            ground.secretsKey)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** What the process does. */
  public static void main(String[] args) {
    var ground = SweptDatabase.ofAnother(Path.of(args[1]), args[0], args[2]);
    ground.sweeper(InstantSource.system(), SLOWLY, new SimpleMeterRegistry()).sweep();
    System.exit(0);
  }
}
