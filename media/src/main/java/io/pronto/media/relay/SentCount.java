package io.pronto.media.relay;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What the peer's reports say of what it sends (RFC 3550, section 6.4): whether it has sent more
 * than has come, or is there and sends nothing, as who is muted and saves packets.
 */
final class SentCount {
  /** So long a report counts: two of the usual intervals. */
  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  /** So many packets may be on their way, or be lost. */
  private static final int UNDER_WAY = 2;

  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int SENT = 20;

  private boolean reported;
  private int sent;
  private long known;
  private volatile boolean idle;
  private volatile long idleAt;

  /**
   * Takes a well-formed compound packet of the peer.
   *
   * @param knownNow packets of the peer that have come, or are known to be lost
   * @param quiet whether none has come for a while
   */
  void report(ByteBuffer packet, long knownNow, boolean quiet, long now) {
    int type = packet.get(1) & 0xFF;
    if (type == SENDER_REPORT && packet.limit() >= SENT + 4) {
      int sentNow = packet.getInt(SENT);
      boolean nothingMore = sentNow - sent <= knownNow - known + UNDER_WAY;
      idle(reported && quiet && nothingMore, now);
      reported = true;
      sent = sentNow;
      known = knownNow;
    } else if (type == RECEIVER_REPORT) {
      idle(reported && quiet, now); // who sends reports as a sender
    }
  }

  /** Whether the peer has said lately that it sends nothing. For any thread. */
  boolean isIdle(long now) {
    return idle && now - idleAt < FRESH_NANOS;
  }

  private void idle(boolean isIdle, long now) {
    idleAt = now;
    idle = isIdle;
  }
}
