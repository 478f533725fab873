package io.pronto.core.live;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How trunks are now, as each signalling node sees them, in Redis: a hash for each node, which dies
 * with it.
 */
public final class TrunkStates {
  /** For how long after its last word what a node said is believed. */
  private static final Duration LIFE = Duration.ofSeconds(20);

  private static final String NODES = "trunk_nodes";

  private final Redis redis;

  /** Those that {@code redis} knows of. */
  public TrunkStates(Redis redis) {
    this.redis = redis;
  }

  /**
   * What {@code node} sees now, in place of what it has seen before; to be said again before 20 s
   * are over.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public void put(String node, Collection<TrunkState> states) {
    var fields = states.stream().collect(Collectors.toMap(TrunkState::trunkId, TrunkState::write));
    redis.ask(commands -> commands.sadd(NODES, node));
    redis.ask(commands -> commands.del(key(node)));
    if (!fields.isEmpty()) {
      redis.ask(commands -> commands.hset(key(node), fields));
      redis.ask(commands -> commands.pexpire(key(node), LIFE));
    }
  }

  /** {@code node} sees nothing any more. */
  public void forget(String node) {
    redis.ask(commands -> commands.del(key(node)));
    redis.ask(commands -> commands.srem(NODES, node));
  }

  /**
   * What every node sees, by trunk; within one, by the nodes' names.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public Map<String, List<TrunkState>> all() {
    return redis.ask(commands -> commands.smembers(NODES)).stream()
        .flatMap(node -> redis.ask(commands -> commands.hgetall(key(node))).values().stream())
        .map(TrunkState::read)
        .sorted(Comparator.comparing(TrunkState::node))
        .collect(Collectors.groupingBy(TrunkState::trunkId));
  }

  private static String key(String node) {
    return "trunks:" + node;
  }
}
