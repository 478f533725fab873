package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.routing.Directory;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The trunks and how many calls each carries on this server. */
public final class Trunks {
  private final Directory directory;
  private final Map<String, Integer> carried = new ConcurrentHashMap<>();

  /** Knows the trunks that {@code directory} knows; carries nothing yet. */
  public Trunks(Directory directory) {
    this.directory = directory;
  }

  /**
   * The trunk by which a request from {@code source} comes. Where several cover the address, the
   * one whose own host and port it is, then the narrowest range.
   */
  public Optional<Trunk> of(InetSocketAddress source) {
    var address = source.getAddress();
    return directory.trunks().stream()
        .filter(trunk -> trunk.covers(address))
        .min(
            Comparator.comparing((Trunk trunk) -> trunk.port() != source.getPort())
                .thenComparing(trunk -> -narrowest(trunk, source)));
  }

  /** The trunks by which a call may leave, in the order in which they are to be tried. */
  public List<Trunk> ways() {
    return directory.trunks();
  }

  /** Takes a channel of {@code trunk}; false when all are taken. Each is to be given back. */
  public boolean take(Trunk trunk) {
    int limit = trunk.maxChannels().orElse(Integer.MAX_VALUE);
    var taken = new boolean[1];
    carried.compute(
        trunk.id(),
        (_, count) -> {
          int now = count == null ? 0 : count;
          taken[0] = now < limit;
          return taken[0] ? Integer.valueOf(now + 1) : count;
        });
    return taken[0];
  }

  /** Gives a channel back. */
  public void giveBack(Trunk trunk) {
    carried.computeIfPresent(trunk.id(), (_, count) -> count == 1 ? null : count - 1);
  }

  /** How many channels are taken now, of all trunks. */
  public int carried() {
    return carried.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int narrowest(Trunk trunk, InetSocketAddress source) {
    return trunk.addresses().stream()
        .filter(range -> range.contains(source.getAddress()))
        .mapToInt(range -> range.bits())
        .max()
        .orElse(0);
  }
}
