package io.pronto.core.live;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.pronto.core.device.AddressOfRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bindings in Redis. Those of an address of record are the fields of one hash, which carries a
 * version; whoever writes names the version that the change was made from, and is refused if it has
 * moved on. Two indices, of each domain and of all, are kept in the same step.
 */
final class BindingStore {
  private static final String VERSION = "version";
  private static final String ALL = "registrations";
  private static final String WRITTEN = "written";

  /** How long after its last binding a hash is kept, so that whoever removes it can say so. */
  private static final long LINGER_MILLIS = 60_000;

  /** Answers what there is when the version is another, else {@link #WRITTEN}. */
  private static final Script WRITE =
      new Script(
          """
          local known, version, name, now, last = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
          local linger, puts = tonumber(ARGV[6]), tonumber(ARGV[7])
          if (redis.call('HGET', KEYS[1], 'version') or '') ~= known then
            return redis.call('HGETALL', KEYS[1])
          end
          for i = 8, 5 + 3 * puts, 3 do
            redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
            redis.call('ZADD', KEYS[3], ARGV[i + 1], name .. ' ' .. ARGV[i])
          end
          for i = 8 + 3 * puts, #ARGV do
            redis.call('HDEL', KEYS[1], ARGV[i])
            redis.call('ZREM', KEYS[3], name .. ' ' .. ARGV[i])
          end
          if last == '' then
            redis.call('DEL', KEYS[1])
            redis.call('ZREM', KEYS[2], name)
          else
            redis.call('HSET', KEYS[1], 'version', version)
            redis.call('PEXPIREAT', KEYS[1], last + linger)
            redis.call('ZADD', KEYS[2], last, name)
            redis.call('PEXPIRE', KEYS[2], 86400000)
          end
          redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - linger)
          redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - linger)
          return {'written'}
          """);

  private final Redis redis;

  BindingStore(Redis redis) {
    this.redis = redis;
  }

  /**
   * What Redis holds of an address of record, expired bindings not yet cleared away included.
   *
   * @param version empty when there is nothing
   */
  record Known(String version, List<Binding> bindings) {
    static final Known NOTHING = new Known("", List.of());

    Known {
      bindings = List.copyOf(bindings);
    }
  }

  /** What there is of {@code name}; {@code cached} itself if nothing has changed since. */
  Known read(AddressOfRecord name, Known cached) {
    return known(name, cached, redis.ask(commands -> commands.hgetall(hash(name))));
  }

  /** What there is of each of {@code names}, asked in one go. */
  Map<AddressOfRecord, Known> read(List<AddressOfRecord> names) {
    var answers = new ArrayList<RedisFuture<Map<String, String>>>();
    for (var name : names) {
      answers.add(redis.send(commands -> commands.hgetall(hash(name))));
    }
    var found = new HashMap<AddressOfRecord, Known>();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      found.put(name, known(name, Known.NOTHING, redis.await(answers.get(i))));
    }
    return found;
  }

  /**
   * Turns {@code before} into {@code after}.
   *
   * @return empty if that was done; else what is there instead of {@code before}
   */
  Optional<Known> write(AddressOfRecord name, Known before, Known after, Instant now) {
    List<Object> answer =
        redis.run(
            WRITE,
            ScriptOutputType.MULTI,
            List.of(hash(name), index(name.domain()), ALL),
            arguments(name, before, after, now));
    return answer.equals(List.of(WRITTEN))
        ? Optional.empty()
        : Optional.of(known(name, Known.NOTHING, pairs(answer)));
  }

  /** The names in {@code domain} that have a binding at {@code now}, in order, {@code most}. */
  List<AddressOfRecord> names(String domain, Instant now, int most) {
    return redis
        .ask(
            commands ->
                commands.zrangebyscore(
                    index(domain), after(now), Limit.create(0, Math.max(0, most))))
        .stream()
        .map(BindingStore::name)
        .toList();
  }

  /** Names of all domains that have a binding at {@code now}, those from {@code offset} on. */
  List<AddressOfRecord> names(Instant now, int offset, int most) {
    return redis
        .ask(commands -> commands.zrangebyscore(ALL, after(now), Limit.create(offset, most)))
        .stream()
        .map(member -> name(member.substring(0, member.indexOf(' '))))
        .toList();
  }

  /** How many bindings there are at {@code now}. */
  long count(Instant now) {
    return redis.ask(commands -> commands.zcount(ALL, after(now)));
  }

  private static String[] arguments(AddressOfRecord name, Known before, Known after, Instant now) {
    var puts = new ArrayList<String>();
    var kept = new HashMap<String, Binding>();
    before.bindings().forEach(binding -> kept.put(binding.key(), binding));
    var last = Instant.MIN;
    int count = 0;
    for (var binding : after.bindings()) {
      last = binding.expiresAt().isAfter(last) ? binding.expiresAt() : last;
      if (!binding.equals(kept.remove(binding.key()))) {
        puts.add(binding.key());
        puts.add(Long.toString(binding.expiresAt().toEpochMilli()));
        puts.add(BindingText.of(binding));
        count++;
      }
    }
    var arguments = new ArrayList<String>();
    arguments.add(before.version());
    arguments.add(after.version());
    arguments.add(name.toString());
    arguments.add(Long.toString(now.toEpochMilli()));
    arguments.add(after.bindings().isEmpty() ? "" : Long.toString(last.toEpochMilli()));
    arguments.add(Long.toString(LINGER_MILLIS));
    arguments.add(Integer.toString(count));
    arguments.addAll(puts);
    arguments.addAll(kept.keySet());
    return arguments.toArray(String[]::new);
  }

  private static Known known(AddressOfRecord name, Known cached, Map<String, String> fields) {
    var version = fields.getOrDefault(VERSION, "");
    if (version.equals(cached.version())) {
      return cached;
    }
    var bindings = new ArrayList<Binding>();
    fields.forEach(
        (key, text) -> {
          if (!key.equals(VERSION)) {
            bindings.add(BindingText.read(name, key, text));
          }
        });
    return new Known(version, bindings);
  }

  private static Map<String, String> pairs(List<Object> flat) {
    var fields = new HashMap<String, String>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return fields;
  }

  private static Range<Long> after(Instant now) {
    return Range.from(Range.Boundary.excluding(now.toEpochMilli()), Range.Boundary.unbounded());
  }

  private static String hash(AddressOfRecord name) {
    return "registration:" + name;
  }

  private static String index(String domain) {
    return "registrations:" + domain;
  }

  private static AddressOfRecord name(String text) {
    int at = text.lastIndexOf('@');
    return new AddressOfRecord(text.substring(0, at), text.substring(at + 1));
  }
}
