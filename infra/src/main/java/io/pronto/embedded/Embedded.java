package io.pronto.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** The embedded servers that are needed: where the settings name one, none is started. */
public final class Embedded implements AutoCloseable {
  private final Optional<Postgres> postgres;
  private final Optional<Redis> redis;
  private final Keeper keeper;

  private Embedded(Optional<Postgres> postgres, Optional<Redis> redis) {
    this.postgres = postgres;
    this.redis = redis;
    this.keeper =
        new Keeper(
            Stream.<Optional<? extends Store>>of(postgres, redis)
                .<Store>flatMap(Optional::stream)
                .toList());
  }

  /**
   * Starts what is needed, both at once, and keeps it running until closed.
   *
   * @param data held by this process
   * @param postgres whether a PostgreSQL is needed
   * @param redis whether a Redis is needed
   */
  public static Embedded start(DataFolder data, boolean postgres, boolean redis)
      throws EmbeddedFailed {
    var starting = new FutureTask<>(() -> redis(data.path(), redis));
    Thread.startVirtualThread(starting);
    Optional<Postgres> started = Optional.empty();
    try {
      started = postgres(data.path(), postgres);
      return new Embedded(started, result(starting));
    } catch (EmbeddedFailed e) {
      started.ifPresent(Postgres::close);
      abandon(starting);
      throw e;
    }
  }

  /** {@code postgresql://user:password@host:port/name} of the PostgreSQL that was started. */
  public Optional<String> databaseUrl() {
    return postgres.map(Postgres::url);
  }

  /** {@code redis://…} of the Redis that was started. */
  public Optional<String> redisUrl() {
    return redis.map(Redis::url);
  }

  /**
   * Unpacks the programs that are needed and runs one, to see whether this machine can.
   *
   * @throws EmbeddedFailed when it cannot
   */
  public static void check(Path data, boolean postgres, boolean redis) throws EmbeddedFailed {
    if (postgres) {
      var way = Unprivileged.here();
      var program = new Binaries(data).postgres().resolve("bin/postgres").toString();
      var version = Command.run(way.command(program, "--version"));
      if (!version.succeeded()) {
        throw new EmbeddedFailed(
            "PostgreSQL does not run here: %s: set database.url".formatted(version.lastLine()));
      }
    }
    if (redis) {
      new Binaries(data).redis();
    }
  }

  /** Stops both; what they were told to keep is on disk. */
  @Override
  public void close() {
    keeper.close();
    redis.ifPresent(Redis::close);
    postgres.ifPresent(Postgres::close);
  }

  private static Optional<Postgres> postgres(Path data, boolean needed) throws EmbeddedFailed {
    return needed ? Optional.of(Postgres.start(data, Unprivileged.here())) : Optional.empty();
  }

  private static Optional<Redis> redis(Path data, boolean needed) throws EmbeddedFailed {
    return needed ? Optional.of(Redis.start(data)) : Optional.empty();
  }

  private static Optional<Redis> result(FutureTask<Optional<Redis>> starting)
      throws EmbeddedFailed {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EmbeddedFailed failed
          ? failed
          : new EmbeddedFailed("Redis did not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedFailed("Redis was not waited for", e);
    }
  }

  private static void abandon(FutureTask<Optional<Redis>> starting) {
    try {
      result(starting).ifPresent(Redis::close);
    } catch (EmbeddedFailed alreadyToldOfPostgres) {
      // One line is enough, and there is nothing to stop.
    }
  }
}
