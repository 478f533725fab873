package io.pronto.core.live;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What all nodes have counted of late, in Redis: checked and added in one round trip. Each count is
 * a hash with a sum for each step of time; what is up at once is a set of names, each of which ends
 * by itself unless it is put there again.
 */
public final class SharedCounters {
  private static final String ALWAYS = "-1";

  /**
   * For each key: {@code w} or {@code c}, the step, the oldest step, life, amount, probe, limit.
   */
  private static final Script ADD =
      new Script(
          """
          local member, now, ending, mode = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
          local over = 0
          for i = 1, #KEYS do
            local at = 4 + (i - 1) * 7
            local kind, oldest = ARGV[at + 1], tonumber(ARGV[at + 3])
            local probe, limit = tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7])
            local sum = 0
            if kind == 'c' then
              if mode ~= 'look' then
                redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
                redis.call('ZREM', KEYS[i], member)
              end
              sum = redis.call('ZCOUNT', KEYS[i], '(' .. now, '+inf') * 1000000
            else
              local steps = redis.call('HGETALL', KEYS[i])
              for n = 1, #steps, 2 do
                if tonumber(steps[n]) >= oldest then
                  sum = sum + tonumber(steps[n + 1])
                elseif mode ~= 'look' then
                  redis.call('HDEL', KEYS[i], steps[n])
                end
              end
            end
            if over == 0 and limit >= 0 and probe > 0 and sum + probe > limit then
              over = i
            end
          end
          if over == 0 and mode == '0' or mode == '1' then
            for i = 1, #KEYS do
              local at = 4 + (i - 1) * 7
              local amount = tonumber(ARGV[at + 5])
              if ARGV[at + 1] == 'c' then
                if amount > 0 then
                  redis.call('ZADD', KEYS[i], ending, member)
                  redis.call('EXPIRE', KEYS[i], ARGV[at + 4])
                end
              elseif amount ~= 0 then
                redis.call('HINCRBY', KEYS[i], ARGV[at + 2], ARGV[at + 5])
                redis.call('EXPIRE', KEYS[i], ARGV[at + 4])
              end
            end
          end
          return over
          """);

  private final Redis redis;

  /** Counts in {@code redis}. */
  public SharedCounters(Redis redis) {
    this.redis = redis;
  }

  /**
   * What is added to one count.
   *
   * @param key its name among all
   * @param together whether it is of what is up at once: then {@code amount} is above 0 for what
   *     begins or goes on, and below for what ends
   * @param step the step of time that it is now
   * @param oldest the oldest step that still counts
   * @param life how long after it nothing counts any more
   * @param amount a whole number, below 0 to take back
   * @param probe what must still fit under the limit
   * @param limit below 0 for none
   */
  public record Entry(
      String key,
      boolean together,
      long step,
      long oldest,
      Duration life,
      long amount,
      long probe,
      long limit) {}

  /**
   * Adds all of {@code entries}, unless one is too much.
   *
   * @param member what begins, goes on or ends, among what is up at once
   * @param ending when it ends by itself
   * @param force whether all are added in any case
   * @return the place of the first that is too much
   * @throws RedisUnavailable if Redis does not answer
   */
  public OptionalInt add(
      List<Entry> entries, String member, Instant now, Instant ending, boolean force) {
    return run(entries, member, now, ending, force ? "1" : "0");
  }

  /**
   * The place of the first of {@code entries} that would be too much if all were added, which they
   * are not.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public OptionalInt exceeded(List<Entry> entries, String member, Instant now) {
    return run(entries, member, now, now, "look");
  }

  private OptionalInt run(
      List<Entry> entries, String member, Instant now, Instant ending, String mode) {
    if (entries.isEmpty()) {
      return OptionalInt.empty();
    }
    var values = new ArrayList<String>();
    values.add(member);
    values.add(Long.toString(now.toEpochMilli()));
    values.add(Long.toString(ending.toEpochMilli()));
    values.add(mode);
    for (var entry : entries) {
      values.add(entry.together() ? "c" : "w");
      values.add(Long.toString(entry.step()));
      values.add(Long.toString(entry.oldest()));
      values.add(Long.toString(entry.life().toSeconds()));
      values.add(Long.toString(entry.amount()));
      values.add(Long.toString(entry.probe()));
      values.add(entry.limit() < 0 ? ALWAYS : Long.toString(entry.limit()));
    }
    long over =
        redis.<Long>run(
            ADD,
            ScriptOutputType.INTEGER,
            entries.stream().map(Entry::key).toList(),
            values.toArray(String[]::new));
    return over == 0 ? OptionalInt.empty() : OptionalInt.of((int) over - 1);
  }
}
