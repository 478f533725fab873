package io.pronto.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** An embedded server, kept running until it is closed: one that ends by itself starts again. */
public final class Embedded implements AutoCloseable {
  private final Store store;
  private final Keeper keeper;

  private Embedded(Store store) {
    this.store = store;
    this.keeper = new Keeper(store);
  }

  /**
   * Starts PostgreSQL.
   *
   * @param data held by this process
   */
  public static Embedded postgres(DataFolder data) throws EmbeddedFailed {
    return new Embedded(Postgres.start(data.path(), Unprivileged.here()));
  }

  /**
   * The PostgreSQL that another process has running on {@code data}, as its {@link #url}; empty
   * when none does.
   */
  public static Optional<String> runningPostgres(Path data) throws IOException {
    return Postgres.running(data);
  }

  /**
   * Stops the PostgreSQL that a process which was killed has left running on {@code data}, if any.
   *
   * @param data held by this process
   */
  public static void stopLeftoverPostgres(DataFolder data) throws EmbeddedFailed, IOException {
    Postgres.stopLeftover(data.path(), Unprivileged.here());
  }

  /**
   * Has a PostgreSQL that a backup was put into recover from its log, and stops it.
   *
   * @param data held by this process
   * @param until where to stop; empty for the end of the log
   * @return false when the log ends before {@code until}
   */
  public static boolean recoverPostgres(DataFolder data, Optional<Instant> until)
      throws EmbeddedFailed {
    return Postgres.recover(data.path(), Unprivileged.here(), until);
  }

  /**
   * Starts Redis.
   *
   * @param data held by this process
   */
  public static Embedded redis(DataFolder data) throws EmbeddedFailed {
    return new Embedded(Redis.start(data.path()));
  }

  /**
   * Unpacks PostgreSQL and runs it for a moment, to see whether this machine can.
   *
   * @throws EmbeddedFailed when it cannot
   */
  public static void checkPostgres(Path data) throws EmbeddedFailed {
    var program = new Binaries(data).postgres().resolve("bin/postgres").toString();
    var version = Command.run(Unprivileged.here().command(program, "--version"));
    if (!version.succeeded()) {
      throw new EmbeddedFailed(
          "PostgreSQL does not run here: %s: set database.url".formatted(version.lastLine()));
    }
  }

  /**
   * Unpacks Redis.
   *
   * @throws EmbeddedFailed when there is none for this machine
   */
  public static void checkRedis(Path data) throws EmbeddedFailed {
    new Binaries(data).redis();
  }

  /** Where it is: {@code postgresql://user:password@host:port/name} or {@code redis://…}. */
  public String url() {
    return store.url();
  }

  /** Stops it; what it was told to keep is on disk. */
  @Override
  public void close() {
    keeper.close();
    store.close();
  }
}
