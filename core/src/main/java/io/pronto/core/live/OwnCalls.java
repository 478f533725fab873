package io.pronto.core.live;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls of this node, and what of them Redis does not know yet. Changed by many threads,
 * written by one.
 */
final class OwnCalls {
  /** For how long after its last word a node is taken to live. */
  static final Duration LIFE = Duration.ofSeconds(20);

  private static final Duration HASH_LIFE = Duration.ofMinutes(1);

  private final Redis redis;
  private final String node;
  private final Map<CallId, LiveCall> calls = new ConcurrentHashMap<>();
  private final Set<Change> changes = ConcurrentHashMap.newKeySet();
  private String life = "";

  private record Change(OrganisationId organisation, CallId call) {}

  OwnCalls(Redis redis, String node) {
    this.redis = redis;
    this.node = node;
  }

  /** Where an organisation's calls are. */
  static String key(OrganisationId organisation) {
    return "calls:" + organisation;
  }

  /** Where the present life of a node is named. */
  static String nodeKey(String node) {
    return "node:" + node;
  }

  void put(LiveCall call) {
    calls.put(call.id(), call);
    changes.add(new Change(call.organisation(), call.id()));
  }

  void remove(OrganisationId organisation, CallId call) {
    calls.remove(call);
    changes.add(new Change(organisation, call));
  }

  /**
   * Says that this node lives. If Redis does not know of the life it has, as after a restart of
   * either, it begins another, and all of its calls are to be written anew.
   */
  void renew() {
    var known = redis.ask(commands -> commands.get(nodeKey(node)));
    if (!life.equals(known)) {
      life = Id.next("life");
      changes.clear();
      calls.values().forEach(this::put);
    }
    redis.ask(commands -> commands.set(nodeKey(node), life, SetArgs.Builder.px(LIFE)));
    var organisations = calls.values().stream().map(LiveCall::organisation).distinct();
    organisations.map(this::keep).toList().forEach(redis::await);
  }

  /** Writes what has changed. */
  void write() {
    var puts = new HashMap<OrganisationId, Map<String, String>>();
    var removals = new HashMap<OrganisationId, List<String>>();
    for (var change : List.copyOf(changes)) {
      changes.remove(change);
      var call = calls.get(change.call());
      if (call == null) {
        removals
            .computeIfAbsent(change.organisation(), _ -> new ArrayList<>())
            .add(change.call().value());
      } else {
        puts.computeIfAbsent(change.organisation(), _ -> new HashMap<>())
            .put(change.call().value(), new LiveCallJson(call, life).write());
      }
    }
    var answers = new ArrayList<RedisFuture<?>>();
    puts.forEach(
        (organisation, fields) -> {
          answers.add(redis.send(commands -> commands.hset(key(organisation), fields)));
          answers.add(keep(organisation));
        });
    removals.forEach(
        (organisation, fields) ->
            answers.add(
                redis.send(
                    commands -> commands.hdel(key(organisation), fields.toArray(String[]::new)))));
    answers.forEach(redis::await);
  }

  /** Redis may not have got what was written: this life is over, and the next begins anew. */
  void doubt() {
    life = "";
    changes.clear();
  }

  /** This node has no calls any more. */
  void end() {
    redis.ask(commands -> commands.del(nodeKey(node)));
  }

  private RedisFuture<Boolean> keep(OrganisationId organisation) {
    return redis.send(commands -> commands.pexpire(key(organisation), HASH_LIFE));
  }
}
