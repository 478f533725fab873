package io.pronto.core.live;

import io.lettuce.core.ScriptOutputType;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that go on now, of all nodes, in Redis: for each organisation a hash, and for each node
 * a key with a time to live that names its present life. A call is live as long as the life that
 * put it there is: a node that dies, or starts again, has none. What changes is written a moment
 * later by a thread of its own, so that Redis never slows or fails a call; when Redis was away, all
 * is put there again.
 */
public final class LiveCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCalls.class);
  private static final Duration GATHER = Duration.ofMillis(50);
  private static final Duration RENEW = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Comparator<LiveCall> NEWEST =
      Comparator.comparing((LiveCall call) -> call.id().value()).reversed();

  /** Takes fields out of a hash that still hold what was read. */
  private static final Script FORGET =
      new Script(
          """
          for i = 1, #ARGV, 2 do
            if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
              redis.call('HDEL', KEYS[1], ARGV[i])
            end
          end
          return 0
          """);

  private final Redis redis;
  private final OwnCalls own;
  private final Semaphore changed = new Semaphore(1);
  private final Thread writer;
  private long renewedNanos;
  private boolean away = true;

  /**
   * Begins a new life of this node: calls that an earlier one left are live no more.
   *
   * @param node this server's name among all, the same after a restart
   */
  public LiveCalls(Redis redis, String node) {
    this.redis = redis;
    this.own = new OwnCalls(redis, node);
    this.writer = Thread.ofVirtual().name("live-calls").start(this::writeUntilClosed);
  }

  /** A call of this node goes on, or goes on otherwise than before. Returns at once. */
  public void put(LiveCall call) {
    own.put(call);
    changed.release();
  }

  /** A call of this node goes on no more. Returns at once. */
  public void remove(OrganisationId organisation, CallId call) {
    own.remove(organisation, call);
    changed.release();
  }

  /**
   * The calls of an organisation that go on now on any node, the newest first.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public List<LiveCall> list(OrganisationId organisation) {
    var held = redis.ask(commands -> commands.hgetall(OwnCalls.key(organisation)));
    var calls = held.values().stream().map(LiveCallJson::read).toList();
    var lives = lives(calls.stream().map(each -> each.call().node()).distinct().toList());
    var dead = calls.stream().filter(each -> !lives(each, lives)).toList();
    if (!dead.isEmpty()) {
      forget(organisation, held, dead);
    }
    return calls.stream()
        .filter(each -> lives(each, lives))
        .map(LiveCallJson::call)
        .sorted(NEWEST)
        .toList();
  }

  /** Takes this node's calls away and stops. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
      own.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RedisUnavailable gone) {
      LOG.atDebug().setCause(gone).log("Redis forgets this node's calls by itself");
    }
  }

  private Map<String, String> lives(List<String> nodes) {
    var lives = new HashMap<String, String>();
    if (!nodes.isEmpty()) {
      var keys = nodes.stream().map(OwnCalls::nodeKey).toArray(String[]::new);
      var values = redis.ask(commands -> commands.mget(keys));
      for (int i = 0; i < nodes.size(); i++) {
        lives.put(nodes.get(i), values.get(i).getValueOrElse(""));
      }
    }
    return lives;
  }

  private static boolean lives(LiveCallJson each, Map<String, String> lives) {
    return each.life().equals(lives.get(each.call().node()));
  }

  private void forget(
      OrganisationId organisation, Map<String, String> held, Collection<LiveCallJson> dead) {
    var arguments = new ArrayList<String>();
    for (var each : dead) {
      var id = each.call().id().value();
      arguments.addAll(List.of(id, held.get(id)));
    }
    redis.<Long>run(
        FORGET,
        ScriptOutputType.INTEGER,
        List.of(OwnCalls.key(organisation)),
        arguments.toArray(String[]::new));
  }

  private void writeUntilClosed() {
    try {
      while (true) {
        changed.tryAcquire(RENEW.toMillis(), TimeUnit.MILLISECONDS);
        Thread.sleep(GATHER);
        changed.drainPermits();
        write();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() throws InterruptedException {
    try {
      if (away || System.nanoTime() - renewedNanos > RENEW.toNanos()) {
        own.renew();
        renewedNanos = System.nanoTime();
        away = false;
      }
      own.write();
    } catch (RuntimeException e) {
      if (!(e instanceof RedisUnavailable)) {
        LOG.atError().setCause(e).log("Live calls cannot be written");
      }
      away = true;
      own.doubt();
      changed.release();
      Thread.sleep(PAUSE);
    }
  }
}
