package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAuthentication.ByRegistration;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.event.News;
import io.pronto.core.live.PassedOver;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Directory;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.sip.stack.Credentials;
import io.pronto.sip.wire.Flow;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trunks: by which a call may leave, how many each carries, and how it is with each. */
public final class Trunks {
  private static final Logger LOG = LoggerFactory.getLogger(Trunks.class);

  private final Directory directory;
  private final TrunkPasswords passwords;
  private final InstantSource clock;
  private final String node;
  private final Channels channels = new Channels(System::nanoTime);
  private final Map<String, Line> lines = new ConcurrentHashMap<>();
  private final Queue<News> news = new ConcurrentLinkedQueue<>();

  /**
   * Knows the trunks that {@code directory} knows; carries nothing yet.
   *
   * @param node this server's name
   */
  public Trunks(Directory directory, TrunkPasswords passwords, InstantSource clock, String node) {
    this.directory = directory;
    this.passwords = passwords;
    this.clock = clock;
    this.node = node;
  }

  /** Whether requests from {@code source} may come by a trunk. */
  public boolean knows(InetAddress source) {
    return directory.trunks().stream().anyMatch(trunk -> trunk.covers(source))
        || lines.values().stream()
            .anyMatch(
                line ->
                    line.trunk().authentication() instanceof ByRegistration && isAt(line, source));
  }

  private static boolean isAt(Line line, InetAddress source) {
    return line.flow().filter(flow -> flow.remote().getAddress().equals(source)).isPresent();
  }

  /**
   * The trunks by which a call may leave, the first to be tried first: by priority, then by chance
   * as their weights are. Those that do not answer, rest or are not registered are passed over
   * while there is another; where there is none they are tried all the same, since what was found
   * may no longer be so. A call for help tries them last in any case.
   *
   * @param permitted which may carry the call at all: there is no other but these
   */
  public Ways ways(Destination.Outside outside, Predicate<Trunk> permitted) {
    var ordered = Ways.ordered(directory.trunks(), ThreadLocalRandom.current());
    var by = ordered.stream().collect(Collectors.partitioningBy(permitted));
    var kept =
        by.get(false).stream()
            .map(trunk -> new Ways.Skipped(trunk, PassedOver.TRUNK_NOT_PERMITTED))
            .toList();
    var usable = by.get(true).stream().filter(trunk -> line(trunk).passedOver().isEmpty()).toList();
    var others = by.get(true).stream().filter(trunk -> !usable.contains(trunk)).toList();
    if (usable.isEmpty()) {
      return new Ways(others, kept);
    }
    if (outside.emergency()) {
      return new Ways(Stream.concat(usable.stream(), others.stream()).toList(), kept);
    }
    var skipped =
        others.stream()
            .flatMap(
                trunk ->
                    line(trunk).passedOver().map(why -> new Ways.Skipped(trunk, why)).stream());
    return new Ways(usable, Stream.concat(kept.stream(), skipped).toList());
  }

  /**
   * Takes a channel of {@code trunk} for a call that leaves; each is to be given back. A call for
   * help is never one too many.
   *
   * @return why the call may not leave by it; empty when a channel is taken
   */
  public Optional<PassedOver> leave(Trunk trunk, boolean emergency) {
    if (emergency) {
      channels.take(trunk, OptionalInt.empty());
      return Optional.empty();
    }
    if (!channels.take(trunk, trunk.maxChannels())) {
      return Optional.of(PassedOver.TRUNK_FULL);
    }
    var most = trunk.policy().maxCallsPerSecond();
    if (most.isPresent() && !channels.leave(trunk, most.getAsInt())) {
      channels.giveBack(trunk);
      return Optional.of(PassedOver.TRUNK_TOO_FAST);
    }
    return Optional.empty();
  }

  /** Takes a channel for a call that comes in; false when all are taken. */
  public boolean take(Trunk trunk) {
    return channels.take(trunk, trunk.maxChannels());
  }

  /** Gives a channel back. */
  public void giveBack(Trunk trunk) {
    channels.giveBack(trunk);
  }

  /** How many channels are taken now, of all trunks. */
  public int carried() {
    return channels.all();
  }

  /** What we prove ourselves with to the carrier, where it knows us by a password. */
  public Optional<Credentials> credentials(Trunk trunk) {
    if (!(trunk.authentication() instanceof ByRegistration by)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Credentials(by.username(), passwords.open(trunk.id(), by), by.realm()));
    } catch (WrongMasterKey e) {
      LOG.atError().addKeyValue("trunk", trunk.name()).log(e.getMessage());
      return Optional.empty();
    }
  }

  /** The carrier has answered a call, whatever it said: it is there. */
  public void heard(Trunk trunk) {
    turned(trunk, line(trunk).condition.answered(trunk.policy().health()), "trunk.up", "");
  }

  /** The carrier has not answered, for {@code why}. */
  public void silent(Trunk trunk, String why) {
    turned(trunk, line(trunk).condition.failed(trunk.policy().health(), why), "trunk.down", why);
  }

  /** The carrier wants to be left alone for {@code time}. */
  public void rest(Trunk trunk, Duration time) {
    line(trunk).condition.rest(time, "The carrier has asked for a rest");
  }

  /** The carrier is reached by {@code flow}: requests that come that way are its own. */
  public void reached(Trunk trunk, Flow flow) {
    line(trunk).flow(flow);
  }

  /** What this server knows of {@code trunk}. */
  Line line(Trunk trunk) {
    return lines.computeIfAbsent(trunk.id(), _ -> new Line(trunk, clock));
  }

  Map<String, Line> lines() {
    return lines;
  }

  Channels channels() {
    return channels;
  }

  /** What is still to be told to the operator, the oldest first. */
  Queue<News> news() {
    return news;
  }

  void turned(Trunk trunk, boolean turned, String type, String why) {
    if (turned) {
      LOG.atWarn().addKeyValue("trunk", trunk.name()).addKeyValue("why", why).log(type);
      news.add(
          News.of(
              type,
              new JsonObject()
                  .put("trunk_id", trunk.id())
                  .put("trunk", trunk.name())
                  .put("carrier_id", trunk.carrierId())
                  .put("node", node)
                  .put("reason", why)));
    }
  }
}
