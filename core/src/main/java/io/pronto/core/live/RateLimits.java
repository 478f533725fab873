package io.pronto.core.live;

import io.lettuce.core.ScriptOutputType;
import io.pronto.core.AddressRange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often somebody may ask, counted in Redis, so that all nodes count together, in one round trip
 * for each request. It is the generic cell rate algorithm (ITU-T I.371, annex A): as many at once
 * as the limit of a minute, from then on one whenever its share of a minute has passed. A window
 * that begins anew each minute would let through twice as many around its beginning.
 *
 * <p>While Redis does not answer nobody is limited, and that is logged once: that calls and people
 * can be administered counts for more.
 */
public final class RateLimits {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
  private static final int FIGURES = 3;

  /**
   * For each key its limit. Of each is kept until when all that were taken are paid for, in
   * microseconds of Redis' own clock. Takes from all or from none; answers whether it has taken,
   * and of each how many are left, and the milliseconds until it is whole and until the next.
   */
  private static final Script TAKE =
      new Script(
          """
          local time, minute, taken = redis.call('TIME'), 60000000, 1
          local now = time[1] * 1000000 + time[2]
          local steps, paid = {}, {}
          for i = 1, #KEYS do
            steps[i] = math.floor(minute / ARGV[i])
            paid[i] = math.max(tonumber(redis.call('GET', KEYS[i]) or now), now)
            if paid[i] + steps[i] - now > minute then
              taken = 0
            end
          end
          local answer = {taken}
          for i = 1, #KEYS do
            if taken == 1 then
              paid[i] = paid[i] + steps[i]
              local rest = math.ceil((paid[i] - now) / 1000)
              redis.call('SET', KEYS[i], string.format('%.0f', paid[i]), 'PX', rest)
            end
            local left = math.floor((minute - (paid[i] - now)) / steps[i])
            answer[#answer + 1] = math.max(0, math.min(left, ARGV[i]))
            answer[#answer + 1] = math.ceil((paid[i] - now) / 1000)
            answer[#answer + 1] = math.max(0, math.ceil((paid[i] + steps[i] - now - minute) / 1000))
          end
          return answer
          """);

  private final Redis redis;
  private final Rates rates;
  private final AtomicBoolean away = new AtomicBoolean();

  /** Counts in {@code redis}. */
  public RateLimits(Redis redis, Rates rates) {
    this.redis = redis;
    this.rates = rates;
  }

  /**
   * How many requests a minute each may make, up to a million; 0: any number.
   *
   * @param session by one session
   * @param key by one API key
   * @param address from one IPv4 address or one IPv6 network of 64 bits, whoever makes them
   */
  public record Rates(int session, int key, int address) {
    /** What holds unless set: room for a script that sets up a company of a thousand. */
    public static final Rates DEFAULT = new Rates(3_000, 6_000, 30_000);

    /** No limit. */
    public static final Rates NONE = new Rates(0, 0, 0);
  }

  /**
   * How somebody stands after asking.
   *
   * @param passes whether the request may go on; one that may not has not counted
   * @param limit how many a minute
   * @param remaining how many more at once
   * @param whole how long until the limit is whole again
   * @param retry how long until the next may pass; zero where one is left
   */
  public record Standing(
      boolean passes, int limit, int remaining, Duration whole, Duration retry) {}

  private record Meter(String key, int limit) {}

  /** Counts a request from {@code address} by somebody who has not said who. */
  public Optional<Standing> stranger(String address) {
    return take(List.of(ofAddress(address)));
  }

  /** Counts one that came with the token of a session, whether that holds or not. */
  public Optional<Standing> session(String address, String token) {
    return take(List.of(new Meter(hashed("session", token), rates.session()), ofAddress(address)));
  }

  /** Counts one that came with the token of an API key, whether that holds or not. */
  public Optional<Standing> key(String address, String token) {
    return take(List.of(new Meter(hashed("key", token), rates.key()), ofAddress(address)));
  }

  private Meter ofAddress(String address) {
    return new Meter("limit:address:" + AddressRange.site(address), rates.address());
  }

  /** Where the one stands who is nearest to a refusal; empty where nobody is limited. */
  private Optional<Standing> take(List<Meter> all) {
    var meters = all.stream().filter(meter -> meter.limit() > 0).toList();
    if (meters.isEmpty()) {
      return Optional.empty();
    }
    try {
      var standings = standings(meters, ask(meters));
      if (away.compareAndSet(true, false)) {
        LOG.atInfo().log("Requests are limited again");
      }
      return standings.stream()
          .min(
              Comparator.comparing(Standing::retry, Comparator.reverseOrder())
                  .thenComparing(Standing::remaining));
    } catch (RedisUnavailable gone) {
      if (away.compareAndSet(false, true)) {
        LOG.atWarn().log("Redis does not answer: requests are not limited until it does");
      }
      return Optional.empty();
    }
  }

  private List<Long> ask(List<Meter> meters) {
    return redis.run(
        TAKE,
        ScriptOutputType.MULTI,
        meters.stream().map(Meter::key).toList(),
        meters.stream().map(meter -> Integer.toString(meter.limit())).toArray(String[]::new));
  }

  private static List<Standing> standings(List<Meter> meters, List<Long> answer) {
    boolean taken = answer.getFirst() == 1;
    var figures = new ArrayList<>(answer.subList(1, answer.size()));
    return IntStream.range(0, meters.size())
        .mapToObj(
            i ->
                new Standing(
                    taken,
                    meters.get(i).limit(),
                    figures.get(FIGURES * i).intValue(),
                    Duration.ofMillis(figures.get(FIGURES * i + 1)),
                    Duration.ofMillis(taken ? 0 : figures.get(FIGURES * i + 2))))
        .toList();
  }

  /** Tokens are nobody's business in Redis either. */
  private static String hashed(String kind, String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(token.getBytes(StandardCharsets.UTF_8));
      return "limit:" + kind + ':' + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
