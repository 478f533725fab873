package io.pronto.sip.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.db.DatabaseUnavailable;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides in memory, before anything is parsed, whether a source is heard at all. Only failures
 * count against a source, never a challenge that it has not yet answered: a healthy site sends as
 * many unauthenticated requests as it has phones. A ban has a reason and an end; whoever is banned
 * again within a day is banned for four times as long.
 */
public final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final int SOURCES = 100_000;
  private static final Duration ONE_LINE = Duration.ofSeconds(1);
  private static final Duration KNOWN = Duration.ofSeconds(5);
  private static final Duration RECORD = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int LONGER = 4;

  /** How many INVITEs for help a second of a source that is banned are looked at, and at once. */
  private static final int HELP_PER_SECOND = 5;

  private static final int HELP_AT_ONCE = 20;

  /** What a scanner that says its name counts for: ten messages of it are enough. */
  private static final int SCANNER = 10;

  private final Cache<InetAddress, AtomicInteger> failures;
  private final Cache<InetAddress, Banned> bans =
      Caffeine.newBuilder()
          .maximumSize(SOURCES)
          .expireAfter(Expiry.<InetAddress, Banned>writing((_, ban) -> ban.length()))
          .build();
  private final Cache<InetAddress, AtomicInteger> record =
      Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(RECORD).build();
  private final Cache<InetAddress, Boolean> known =
      Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(KNOWN).build();
  private final Cache<InetAddress, Boolean> spoken =
      Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(ONE_LINE).build();
  private final Floods floods;
  private final Floods helpers = new Floods(HELP_PER_SECOND, HELP_AT_ONCE);
  private final Floods connecting = new Floods(HELP_PER_SECOND, HELP_AT_ONCE);
  private final Seekers seekers = new Seekers();
  private final Counter dropped;
  private final Counter flooded;
  private final Counter scanned;
  private final Limits limits;
  private volatile Predicate<InetAddress> spared = _ -> false;
  private volatile Consumer<Banned> announced = _ -> {};

  /**
   * When a source is not heard any more.
   *
   * @param failures those of one source that ban it
   * @param window the time within which they count
   * @param ban how long a first ban lasts
   * @param perSecond how many messages a second of a stranger are parsed
   * @param atOnce and how many at once, as when a whole office starts after a power cut
   */
  public record Limits(int failures, Duration window, Duration ban, int perSecond, int atOnce) {
    /** A hundred failures in a minute; 300 messages a second, 5,000 at once. */
    public static final Limits DEFAULT =
        new Limits(100, Duration.ofMinutes(1), Duration.ofMinutes(5), 300, 5_000);
  }

  /** A source that is not heard, since {@code reason}, for {@code length} from now on. */
  public record Banned(InetAddress source, String reason, Duration length) {}

  /** A guard with the default limits. */
  public Guard(MeterRegistry meters) {
    this(meters, Limits.DEFAULT);
  }

  /**
   * A guard that parses as many messages as by default.
   *
   * @param limit failures of one source that ban it
   * @param window the time within which they count
   * @param ban how long a first ban lasts
   */
  public Guard(MeterRegistry meters, int limit, Duration window, Duration ban) {
    this(
        meters,
        new Limits(limit, window, ban, Limits.DEFAULT.perSecond(), Limits.DEFAULT.atOnce()));
  }

  /** A guard with limits of its own. */
  public Guard(MeterRegistry meters, Limits limits) {
    this.limits = limits;
    this.floods = new Floods(limits.perSecond(), limits.atOnce());
    this.failures =
        Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(limits.window()).build();
    this.dropped = meters.counter("pronto.sip.guard.dropped", "reason", "banned");
    this.flooded = meters.counter("pronto.sip.guard.dropped", "reason", "flood");
    this.scanned = meters.counter("pronto.sip.guard.dropped", "reason", "scanner");
    meters.gauge("pronto.sip.guard.bans", bans, Cache::estimatedSize);
  }

  /** Whether {@code source} is heard. To be asked for each message before it is looked at. */
  public boolean admits(InetAddress source) {
    if (bans.getIfPresent(source) != null) {
      dropped.increment();
      return false;
    }
    if (floods.passes(source) || knows(source)) {
      return true;
    }
    flooded.increment();
    say(source, "A flood");
    return false;
  }

  /**
   * Whether a call for help is looked at that comes from {@code source}, which is not admitted. A
   * phone may share its address with whoever was banned; of what is no phone's a few do no harm.
   */
  public boolean admitsForHelp(InetAddress source) {
    return helpers.passes(source);
  }

  /**
   * Whether a connection of {@code source} is accepted, on which a call for help may come; who
   * connects in vain does not use up what is looked at.
   */
  public boolean admitsConnection(InetAddress source) {
    return admits(source) || connecting.passes(source);
  }

  /** Counts a message that was not SIP, or broken. */
  public void malformed(InetAddress source, String reason) {
    failed(source, reason);
  }

  /**
   * Whether a message is dropped without a word, because the software that sent it says that it is
   * a scanner.
   */
  public boolean isScanner(InetAddress source, String agent) {
    if (!Scanners.isOne(agent)) {
      return false;
    }
    scanned.increment();
    count(source, "A scanner", SCANNER);
    return true;
  }

  /** Counts a failure of {@code source}: a wrong password, a domain that is not ours. */
  public void failed(InetAddress source, String reason) {
    count(source, reason, 1);
  }

  /**
   * {@code source} was challenged. That is no failure; to leave the challenges of one name after
   * the other without an answer is.
   *
   * @param what who it says to be, and whom it wants
   */
  public void challenged(InetAddress source, String what) {
    if (seekers.challenged(source, what)) {
      failed(source, "Name after name, and no answer to a challenge");
    }
  }

  /**
   * {@code source} has proved to be who it says. If it is banned, that was by a call for help, or
   * one as short, whose end is to be heard as well: its phones are as good as registered ones, and
   * the ban is over here.
   */
  public void proven(InetAddress source, String what) {
    seekers.proven(source, what);
    if (bans.asMap().remove(source) != null) {
      LOG.atWarn()
          .addKeyValue("source", source.getHostAddress())
          .log("Source is heard again: a phone of ours there has proved itself");
    }
  }

  private void count(InetAddress source, String reason, int weight) {
    say(source, reason);
    var count = failures.get(source, _ -> new AtomicInteger());
    int now = count.addAndGet(weight);
    if (now >= limits.failures() && now - weight < limits.failures() && !isSpared(source)) {
      ban(source, reason);
      failures.invalidate(source);
    }
  }

  private void ban(InetAddress source, String reason) {
    int before = record.get(source, _ -> new AtomicInteger()).getAndIncrement();
    var length = limits.ban();
    for (int i = 0; i < before && length.compareTo(LONGEST) < 0; i++) {
      length = length.multipliedBy(LONGER);
    }
    var banned = new Banned(source, reason, length.compareTo(LONGEST) < 0 ? length : LONGEST);
    bans.put(source, banned);
    LOG.atWarn()
        .addKeyValue("source", source.getHostAddress())
        .addKeyValue("reason", reason)
        .addKeyValue("for", banned.length())
        .log("Source is banned: too many failures");
    announced.accept(banned);
  }

  /** Tells {@code listener} of each ban; it must not block. */
  public void announce(Consumer<Banned> listener) {
    announced = listener;
  }

  /** Another node has banned a source. Blocks while it is found out whether we know it. */
  public void take(Banned banned) {
    if (!banned.length().isNegative() && !isSpared(banned.source())) {
      bans.put(banned.source(), banned);
    }
  }

  /** Hears {@code source} again, as if nothing had been. */
  public void lift(InetAddress source) {
    bans.invalidate(source);
    failures.invalidate(source);
    record.invalidate(source);
  }

  /**
   * Never bans whom {@code trusted} knows: over UDP anybody can send in the name of a carrier or of
   * an office full of phones, and must not be able to shut it out. Asked only when a ban is due, or
   * a flood is to be dropped.
   */
  public void spare(Predicate<InetAddress> trusted) {
    spared = trusted;
  }

  /** Whether {@code source} is one of those that are never banned. May block. */
  public boolean knows(InetAddress source) {
    return known.get(source, this::isSpared);
  }

  private boolean isSpared(InetAddress source) {
    try {
      return spared.test(source);
    } catch (DatabaseUnavailable unknown) {
      return true;
    }
  }

  /** At most one line per source and second: a flood must not fill the disk. */
  private void say(InetAddress source, String reason) {
    if (spoken.asMap().putIfAbsent(source, true) == null) {
      LOG.atInfo()
          .addKeyValue("source", source.getHostAddress())
          .addKeyValue("reason", reason)
          .log("SIP message refused");
    }
  }
}
