package io.pronto.sip.registrar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which hashes a device is offered: both, but for phones that give up at a challenge which names a
 * hash that they do not know, instead of passing it over (RFC 8760, section 2.4). Such a phone is
 * known by its name, or by asking again without ever having answered; it is offered MD5 alone.
 */
final class Offers {
  private static final List<Algorithm> BOTH = List.of(Algorithm.values());
  private static final List<Algorithm> OLD = List.of(Algorithm.MD5);
  private static final Pattern KNOWN =
      Pattern.compile("baresip v[01]\\..*|JsSIP.*|SIP\\.js.*|SIPp.*");
  private static final int MOST = 50_000;
  private static final Duration PENDING = Duration.ofMinutes(10);
  private static final Duration REMEMBERED = Duration.ofHours(24);

  private final Cache<Peer, Long> unanswered =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(PENDING).build();
  private final Cache<Peer, Boolean> old =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(REMEMBERED).build();
  private final long patienceNanos;

  /** A device as it is known before it has proved anything. */
  record Peer(String user, InetAddress source) {}

  /** Offers both again to whoever asks again within {@code patience}: it may be about to answer. */
  Offers(Duration patience) {
    patienceNanos = patience.toNanos();
  }

  /** What to offer {@code peer} now, the strongest first. */
  List<Algorithm> to(Peer peer, String userAgent) {
    if (KNOWN.matcher(userAgent).matches() || old.getIfPresent(peer) != null) {
      return OLD;
    }
    long now = System.nanoTime();
    var before = unanswered.asMap().putIfAbsent(peer, now);
    if (before == null || now - before < patienceNanos) {
      return BOTH;
    }
    old.put(peer, true);
    return OLD;
  }

  /** The peer has answered, so it has understood. */
  void answered(Peer peer, Algorithm algorithm) {
    unanswered.invalidate(peer);
    if (algorithm != Algorithm.MD5) {
      old.invalidate(peer);
    }
  }
}
