package io.pronto.core.live;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.pronto.core.Outage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The way to Redis: one connection that everything shares, because Redis answers in order and
 * commands of many threads travel together. It is mended by itself; while it is broken whoever asks
 * is told at once, and so is whoever asks one that hangs, once somebody has waited for it in vain.
 * Blocks the calling thread, two seconds at most.
 */
public final class Redis implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final Duration RECONNECT = Duration.ofMillis(250);
  private static final int THREADS = 2;

  private final Outage outage = new Outage();
  private final ClientResources resources;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  /**
   * Connects.
   *
   * @param url {@code redis://user:password@host:port/database}
   * @throws RedisUnavailable if nobody answers there
   */
  public Redis(String url) {
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(Delay.constant(RECONNECT))
            .build();
    client = RedisClient.create(resources, uri(url));
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(CONNECTING).keepAlive(true).build())
            .build());
    connection = connect();
  }

  /** Says whether Redis answers in time. */
  public boolean reachable() {
    try {
      return ask(RedisAsyncCommands::ping).equals("PONG");
    } catch (RedisUnavailable away) {
      return false;
    }
  }

  /** Closes the connection; whoever still waits for an answer is told that none will come. */
  @Override
  public void close() {
    client.shutdown(Duration.ZERO, PATIENCE);
    resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  /**
   * Sends one command and waits for its answer, which is null where Redis says nil.
   *
   * @throws RedisUnavailable if none comes; the command may have been carried out or not
   */
  <T> T ask(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
    return await(send(command));
  }

  /** Sends one command; {@link #await} waits for its answer, so that several travel together. */
  <T> RedisFuture<T> send(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
    if (outage.lasts()) {
      throw new RedisUnavailable(new TimeoutException("Redis did not answer a moment ago"));
    }
    try {
      return command.apply(connection.async());
    } catch (RedisException e) {
      throw new RedisUnavailable(e);
    }
  }

  /** Waits for the answer to a command that was sent. */
  <T> T await(RedisFuture<T> answer) {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    } catch (TimeoutException e) {
      outage.notice();
      answer.thenRun(outage::end);
      throw new RedisUnavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailable(e);
    }
  }

  /**
   * Runs a script that answers as {@code type} says. It is sent by its digest, and in full only to
   * a Redis that does not know it, as after a restart.
   */
  <T> T run(Script script, ScriptOutputType type, List<String> keys, String... values) {
    var names = keys.toArray(String[]::new);
    try {
      return ask(redis -> redis.evalsha(script.sha1(), type, names, values));
    } catch (RedisNoScriptException unknown) {
      return ask(redis -> redis.eval(script.text(), type, names, values));
    }
  }

  /**
   * Tells {@code heard} whatever is published on {@code channel} until this is closed, on a thread
   * that must not be blocked. What is published while the connection is broken is lost.
   *
   * @throws RedisUnavailable if nobody answers
   */
  void hear(String channel, Consumer<String> heard) {
    try {
      var subscription = client.connectPubSub();
      subscription.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              heard.accept(message);
            }
          });
      await(subscription.async().subscribe(channel));
    } catch (RedisException | IllegalStateException e) { // the latter after this was closed
      throw new RedisUnavailable(e);
    }
  }

  private static RedisURI uri(String url) {
    var uri = RedisURI.create(url);
    uri.setTimeout(CONNECTING);
    uri.setClientName("pronto");
    return uri;
  }

  private StatefulRedisConnection<String, String> connect() {
    try {
      return client.connect();
    } catch (RedisException e) {
      close();
      throw new RedisUnavailable(e);
    }
  }

  /** What Redis says of the command is a mistake of ours; what it says of itself is its state. */
  private static RuntimeException refused(Throwable cause) {
    return switch (cause) {
      case RedisLoadingException loading -> new RedisUnavailable(loading);
      case RedisReadOnlyException replica -> new RedisUnavailable(replica);
      case RedisCommandExecutionException said when isAboutItself(said) ->
          new RedisUnavailable(said);
      case RedisCommandExecutionException mistake -> mistake;
      default -> new RedisUnavailable(cause);
    };
  }

  private static boolean isAboutItself(RedisCommandExecutionException said) {
    var text = String.valueOf(said.getMessage());
    return text.contains("MISCONF") || text.contains("OOM") || text.contains("CLUSTERDOWN");
  }
}
