package io.pronto.sip.guard;

import io.pronto.core.live.Bans;
import io.pronto.core.live.RedisUnavailable;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the bans of one node's guard and those of all others the same, by way of Redis. */
public final class SharedBans {
  private static final Logger LOG = LoggerFactory.getLogger(SharedBans.class);

  private final Guard guard;
  private final Bans bans;
  private final String node;

  /** Those of {@code guard}, which is {@code node}'s. */
  public SharedBans(Guard guard, Bans bans, String node) {
    this.guard = guard;
    this.bans = bans;
    this.node = node;
  }

  /** Takes over what is banned already, and tells and hears of changes from then on. */
  public void start() {
    guard.announce(banned -> later(() -> bans.put(ban(banned))));
    later(
        () -> {
          bans.hear(ban -> later(() -> take(ban)), guard::lift);
          bans.list().forEach(this::take);
        });
  }

  private Bans.Ban ban(Guard.Banned banned) {
    var now = Instant.now();
    return new Bans.Ban(banned.source(), banned.reason(), node, now, now.plus(banned.length()));
  }

  private void take(Bans.Ban ban) {
    if (!ban.node().equals(node)) {
      guard.take(
          new Guard.Banned(
              ban.source(), ban.reason(), Duration.between(Instant.now(), ban.until())));
    }
  }

  private static void later(Runnable work) {
    Thread.ofVirtual()
        .name("bans")
        .start(
            () -> {
              try {
                work.run();
              } catch (RedisUnavailable away) {
                LOG.atWarn().log("Redis does not answer: bans are this node's own");
              }
            });
  }
}
