package io.pronto.server;

import io.pronto.core.db.Migrations;
import io.pronto.core.live.Redis;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.embedded.EmbeddedFailed;
import io.pronto.embedded.RedisPing;
import io.pronto.settings.Settings;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * PostgreSQL, brought up to this version's schema, and Redis: those of the settings, or embedded
 * ones. They get ready in the background, which takes seconds on a new data folder, while the
 * server prepares what needs neither; whoever asks for one waits.
 */
final class Stores implements AutoCloseable {
  /** Each takes a second at most; a busy machine may need more than one. */
  private static final int REDIS_ATTEMPTS = 10;

  private final Settings settings;
  private final FutureTask<Optional<Embedded>> postgres;
  private final FutureTask<Optional<Embedded>> redis;
  private final FutureTask<String> migrated;

  private Stores(Settings settings, DataFolder data) {
    this.settings = settings;
    this.postgres = inBackground(() -> postgres(settings, data));
    this.redis = inBackground(() -> redis(settings, data));
    this.migrated = inBackground(this::migrate);
    Thread.startVirtualThread(Migrations::prepare);
  }

  /** Begins to start those that {@code settings} do not name, and to migrate. */
  static Stores start(Settings settings, DataFolder data) {
    return new Stores(settings, data);
  }

  /**
   * The database, once its schema is that of this version.
   *
   * @throws CannotStart with one line for the operator
   */
  String databaseUrl() throws CannotStart {
    return of(migrated);
  }

  /**
   * Redis, once it answers.
   *
   * @throws CannotStart with one line for the operator
   */
  Redis connectRedis() throws CannotStart {
    var url = of(redis).map(Embedded::url).or(settings::redis).orElseThrow();
    var fault = RedisPing.fault(url);
    if (fault.isPresent()) {
      throw new CannotStart(
          "redis.url: %s: check that it runs, host, port and password".formatted(fault.get()));
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return new Redis(url);
      } catch (RedisUnavailable e) {
        if (attempt == REDIS_ATTEMPTS) {
          throw new CannotStart("redis.url: no answer in time: check that machine's load", e);
        }
      }
    }
  }

  /** Stops those that have been started. */
  @Override
  public void close() {
    try {
      close(redis);
    } finally {
      close(postgres);
    }
  }

  private static Optional<Embedded> postgres(Settings settings, DataFolder data)
      throws EmbeddedFailed {
    return settings.database().isPresent()
        ? Optional.empty()
        : Optional.of(Embedded.postgres(data));
  }

  private static Optional<Embedded> redis(Settings settings, DataFolder data)
      throws EmbeddedFailed {
    return settings.redis().isPresent() ? Optional.empty() : Optional.of(Embedded.redis(data));
  }

  private String migrate() throws CannotStart {
    var url = of(postgres).map(Embedded::url).or(settings::database).orElseThrow();
    try {
      Migrations.run(url);
      return url;
    } catch (RuntimeException e) {
      throw new CannotStart(DatabaseFault.line(url, e), e);
    }
  }

  private static <T> FutureTask<T> inBackground(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.startVirtualThread(task);
    return task;
  }

  /** Waits even where this thread is interrupted: what is starting must not be left running. */
  private static void close(FutureTask<Optional<Embedded>> store) {
    boolean interrupted = false;
    while (true) {
      try {
        store.get().ifPresent(Embedded::close);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException neverStarted) { // whoever waited for it was told
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T of(FutureTask<T> task) throws CannotStart {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CannotStart line -> throw line;
        case EmbeddedFailed line -> throw new CannotStart(line.getMessage(), line);
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("Interrupted while the stores got ready", e);
    }
  }
}
