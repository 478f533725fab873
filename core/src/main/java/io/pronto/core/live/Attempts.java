package io.pronto.core.live;

import io.lettuce.core.ScriptOutputType;
import io.pronto.core.AddressRange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Counts attempts at a secret that did not succeed: ten for one account from one place, or a
 * hundred from one place, shut that place out until it has been quiet for a while. Nobody can shut
 * out somebody elsewhere. Each counts from its beginning, so that many at once are no more than
 * ten.
 *
 * <p>They are counted in Redis for all nodes, and while it does not answer by each node for itself.
 */
public final class Attempts {
  /** How long a place must be quiet. */
  public static final Duration QUIET = Duration.ofMinutes(5);

  static final int MOST_FOR_ACCOUNT = 10;
  static final int MOST_FROM_PLACE = 100;

  private static final Script BEGIN =
      new Script(
          """
          for i = 1, 2 do
            if tonumber(redis.call('GET', KEYS[i]) or 0) >= tonumber(ARGV[i]) then
              return 0
            end
          end
          for i = 1, 2 do
            redis.call('INCR', KEYS[i])
            redis.call('EXPIRE', KEYS[i], ARGV[3])
          end
          return 1
          """);
  private static final Script TAKE_BACK =
      new Script(
          """
          if ARGV[1] == 'all' then
            redis.call('DEL', KEYS[2])
          end
          for i = 1, 2 do
            if tonumber(redis.call('GET', KEYS[i]) or 0) > 0 then
              redis.call('DECR', KEYS[i])
            end
          end
          return 1
          """);

  private final Redis redis;
  private final String at;
  private final int mostFromPlace;
  private final LocalAttempts local;

  /**
   * Counts in {@code redis}.
   *
   * @param at what is attempted; each thing is counted by itself
   */
  public Attempts(Redis redis, String at) {
    this(redis, at, MOST_FROM_PLACE);
  }

  private Attempts(Redis redis, String at, int mostFromPlace) {
    this.redis = redis;
    this.at = at;
    this.mostFromPlace = mostFromPlace;
    this.local = new LocalAttempts(mostFromPlace);
  }

  /** The same where a place is everybody's, as a carrier is: each account counts by itself. */
  public static Attempts fromSharedPlaces(Redis redis, String at) {
    return new Attempts(redis, at, Integer.MAX_VALUE);
  }

  /**
   * One more begins; false when there were too many.
   *
   * @param address the one that it comes from
   * @param account whose secret it is, in whichever letters
   */
  public boolean begin(String address, String account) {
    return either(
        keys(address, account),
        keys ->
            run(
                BEGIN,
                keys,
                Integer.toString(mostFromPlace),
                Integer.toString(MOST_FOR_ACCOUNT),
                Long.toString(QUIET.toSeconds())),
        local::begin);
  }

  /** One that began was neither right nor wrong, and does not count. */
  public void takeBack(String address, String account) {
    either(keys(address, account), keys -> run(TAKE_BACK, keys, "one"), local::takeBack);
  }

  /** One that began has succeeded: neither it nor those for the account before it count. */
  public void succeeded(String address, String account) {
    either(keys(address, account), keys -> run(TAKE_BACK, keys, "all"), local::succeeded);
  }

  private boolean either(
      List<String> keys, Predicate<List<String>> shared, Predicate<List<String>> alone) {
    try {
      return shared.test(keys);
    } catch (RedisUnavailable away) {
      return alone.test(keys);
    }
  }

  private boolean run(Script script, List<String> keys, String... values) {
    return redis.<Long>run(script, ScriptOutputType.INTEGER, keys, values) == 1;
  }

  /** The place's key, then the account's; whose account it is stands in no Redis. */
  private List<String> keys(String address, String account) {
    var place = AddressRange.site(address).toString();
    var prefix = "attempts:" + at + ':';
    return List.of(prefix + place, prefix + hash(place + ' ' + account.toLowerCase(Locale.ROOT)));
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
