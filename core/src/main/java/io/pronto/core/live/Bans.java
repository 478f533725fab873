package io.pronto.core.live;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.pronto.core.AddressRange;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is not listened to on SIP, as all nodes know it: in Redis, until each ban's own end. */
public final class Bans {
  private static final Logger LOG = LoggerFactory.getLogger(Bans.class);
  private static final String CHANNEL = "bans:changed";
  private static final String ENDS = "bans";
  private static final String DETAILS = "bans:details";
  private static final int MOST = 10_000;

  private static final Script PUT =
      new Script(
          """
          local now, most = tonumber(ARGV[4]), tonumber(ARGV[5])
          for _, ended in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
            redis.call('ZREM', KEYS[1], ended)
            redis.call('HDEL', KEYS[2], ended)
          end
          if redis.call('ZCARD', KEYS[1]) < most then
            redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
            redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
          end
          return 1
          """);

  private final Redis redis;

  /** Keeps them in {@code redis}. */
  public Bans(Redis redis) {
    this.redis = redis;
  }

  /**
   * A source that is not listened to.
   *
   * @param reason the failure that was one too many
   * @param node the server that found it
   */
  public record Ban(InetAddress source, String reason, String node, Instant since, Instant until) {
    private String text() {
      return new JsonObject()
          .put("source", source.getHostAddress())
          .put("reason", reason)
          .put("node", node)
          .put("since", since.toEpochMilli())
          .put("until", until.toEpochMilli())
          .encode();
    }

    private static Ban read(String text) {
      var json = new JsonObject(text);
      return new Ban(
          InetAddress.ofLiteral(json.getString("source")),
          json.getString("reason"),
          json.getString("node"),
          Instant.ofEpochMilli(json.getLong("since")),
          Instant.ofEpochMilli(json.getLong("until")));
    }
  }

  /**
   * Has all nodes know {@code ban}.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public void put(Ban ban) {
    var text = ban.text();
    redis.<Long>run(
        PUT,
        ScriptOutputType.INTEGER,
        List.of(ENDS, DETAILS),
        ban.source().getHostAddress(),
        Long.toString(ban.until().toEpochMilli()),
        text,
        Long.toString(Instant.now().toEpochMilli()),
        Integer.toString(MOST));
    redis.ask(commands -> commands.publish(CHANNEL, "put " + text));
  }

  /**
   * Lifts the ban of {@code source}; false when there is none.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public boolean lift(InetAddress source) {
    var address = source.getHostAddress();
    boolean there = redis.ask(commands -> commands.zrem(ENDS, address)) > 0;
    redis.ask(commands -> commands.hdel(DETAILS, address));
    redis.ask(commands -> commands.publish(CHANNEL, "lift " + address));
    return there;
  }

  /**
   * Those that hold now, in the order of their ends, {@code most}.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public List<Ban> list() {
    var after =
        Range.from(
            Range.Boundary.excluding(Instant.now().toEpochMilli()),
            Range.Boundary.<Long>unbounded());
    var sources = redis.ask(commands -> commands.zrangebyscore(ENDS, after, Limit.create(0, MOST)));
    var bans = new ArrayList<Ban>();
    if (!sources.isEmpty()) {
      redis
          .ask(commands -> commands.hmget(DETAILS, sources.toArray(String[]::new)))
          .forEach(value -> value.ifHasValue(text -> bans.add(Ban.read(text))));
    }
    return bans;
  }

  /** The one that holds for {@code source}. */
  public Optional<Ban> find(InetAddress source) {
    return list().stream().filter(ban -> ban.source().equals(source)).findAny();
  }

  /** Reads an address as an address has it in the API, without looking up any name. */
  public static Optional<InetAddress> source(String literal) {
    try {
      return Optional.of(AddressRange.parse(literal).network());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells what any node bans or lifts from now on, on a thread that must not be blocked.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public void hear(Consumer<Ban> put, Consumer<InetAddress> lifted) {
    redis.hear(CHANNEL, message -> tell(message, put, lifted));
  }

  private static void tell(String message, Consumer<Ban> put, Consumer<InetAddress> lifted) {
    try {
      var words = message.split(" ", 2);
      if (words[0].equals("put")) {
        put.accept(Ban.read(words[1]));
      } else {
        lifted.accept(InetAddress.ofLiteral(words[1]));
      }
    } catch (RuntimeException e) { // the next one must still be heard
      LOG.atError().setCause(e).log("A ban was not understood");
    }
  }
}
