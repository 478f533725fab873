package io.pronto.core.live;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;

/**
 * Which server holds which conference, in Redis: all of its parties must be on one. A claim ends by
 * itself when it is not renewed, so that a server that dies holds nothing for long.
 */
public final class ConferenceHomes {
  /** How often a claim is to be renewed, at least. */
  public static final Duration RENEW = Duration.ofSeconds(5);

  private static final Duration LIFE = RENEW.multipliedBy(3);
  private static final Script CLAIM =
      new Script(
          """
          local home = redis.call('GET', KEYS[1])
          if home and home ~= ARGV[1] then
            return 0
          end
          redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
          return 1
          """);
  private static final Script GIVE_UP =
      new Script(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then
            redis.call('DEL', KEYS[1])
          end
          return 1
          """);

  private final Redis redis;
  private final String node;

  /**
   * Claims for {@code node}.
   *
   * @param node this server's name among all, the same after a restart
   */
  public ConferenceHomes(Redis redis, String node) {
    this.redis = redis;
    this.node = node;
  }

  /**
   * Claims {@code conference} or renews the claim; false while another server holds it.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public boolean claim(String conference) {
    return redis.<Long>run(
            CLAIM,
            ScriptOutputType.INTEGER,
            List.of(key(conference)),
            node,
            Long.toString(LIFE.toSeconds()))
        == 1;
  }

  /**
   * Holds {@code conference} no more.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public void giveUp(String conference) {
    redis.<Long>run(GIVE_UP, ScriptOutputType.INTEGER, List.of(key(conference)), node);
  }

  private static String key(String conference) {
    return "conference:home:" + conference;
  }
}
