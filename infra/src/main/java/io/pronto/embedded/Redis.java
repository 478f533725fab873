package io.pronto.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Redis on a folder of its own and a free port of 127.0.0.1, with a password that is kept beside
 * it. It appends every change to a file and has it on disk within a second.
 */
final class Redis implements Store {
  private static final int ATTEMPTS = 3;
  private static final Duration READY = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final long STOP_SECONDS = 10;

  private final Path folder;
  private final Path program;
  private final String password;
  private int port;
  private Optional<ProcessHandle> process = Optional.empty();

  private Redis(Path data, Path program, String password) {
    this.folder = data.resolve("redis");
    this.program = program;
    this.password = password;
  }

  /** Starts it on {@code data}, after whatever an earlier process has left running there. */
  static Redis start(Path data) throws EmbeddedFailed {
    try {
      var password = KeptSecret.password(data.resolve("redis.password"));
      var redis = new Redis(data, new Binaries(data).redis().toRealPath(), password);
      OwnerOnly.folder(redis.folder);
      redis.close();
      redis.launch();
      return redis;
    } catch (IOException e) {
      throw new EmbeddedFailed("Redis cannot use %s: %s".formatted(data, e.getMessage()), e);
    }
  }

  /** {@code redis://:password@127.0.0.1:port}. */
  @Override
  public String url() {
    return "redis://:%s@127.0.0.1:%d".formatted(password, port);
  }

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public boolean isRunning() {
    return process.filter(each -> each.isAlive() && each.info().command().isPresent()).isPresent();
  }

  @Override
  public void revive() throws IOException, EmbeddedFailed {
    if (!startOn(port)) {
      throw failed();
    }
  }

  /** Has it write what it holds, and waits for its end. */
  @Override
  public void close() {
    running()
        .ifPresent(
            process -> {
              process.destroy();
              if (!ended(process)) {
                process.destroyForcibly();
                ended(process);
              }
            });
  }

  private void launch() throws IOException, EmbeddedFailed {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      port = FreePort.next();
      if (startOn(port)) {
        return;
      }
    }
    throw failed();
  }

  /** Starts it; says whether it answers. */
  private boolean startOn(int port) throws IOException {
    var file = folder.resolve("redis.conf");
    OwnerOnly.write(file, configuration(port));
    var started =
        Command.run(
            List.of(
                "sh", "-c", "umask 077; exec \"$0\" \"$1\"", program.toString(), file.toString()));
    boolean answers = started.succeeded() && answers();
    process = running();
    return answers;
  }

  private EmbeddedFailed failed() {
    return new EmbeddedFailed(
        "Redis did not start: the reason is in %s".formatted(folder.resolve("redis.log")));
  }

  private String configuration(int port) {
    return """
    bind 127.0.0.1
    port %d
    requirepass %s
    dir "%s"
    pidfile ""
    logfile "%s"
    daemonize yes
    appendonly yes
    appendfsync everysec
    save ""
    maxmemory-policy noeviction
    """
        .formatted(port, password, folder, folder.resolve("redis.log"));
  }

  /** Waits until it has read its file and answers, or has ended. */
  private boolean answers() {
    long end = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < end) {
      if (RedisPing.fault(url()).isEmpty()) {
        return true;
      }
      if (running().isEmpty()) {
        return false;
      }
      pause();
    }
    return false;
  }

  /**
   * The process that runs on this folder: its program lies in the same data folder, which no other
   * process's does, whatever numbers mean after a crash.
   */
  private Optional<ProcessHandle> running() {
    var ours = program.resolveSibling("redis-server-").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").startsWith(ours))
        .findFirst();
  }

  private static boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
