package io.pronto.sip.flow;

import io.pronto.sip.leg.InboundLeg;
import java.time.Duration;

/**
 * What is done about a caller among others who is not heard any more: its sound may come from
 * another address, as it does where a NAT has begun another mapping; where that does not help
 * within a second its session is put to it again, once in a call. {@link MediaCure} does so for two
 * who talk.
 */
final class Regaining {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private final InboundLeg caller;
  private boolean missed;
  private boolean asked;
  private long packets;
  private long askAt;

  Regaining(InboundLeg caller) {
    this.caller = caller;
  }

  /** It is not heard. */
  void missed() {
    missed = true;
    packets = received();
    askAt = System.nanoTime() + PATIENCE;
    caller.media().endpoint().seek();
  }

  /** Looks, from time to time, whether that has helped. */
  void look() {
    if (missed && received() > packets) {
      missed = false;
    } else if (missed && !asked && System.nanoTime() - askAt >= 0 && isReady()) {
      asked = true;
      caller.remind(this::reminded);
    }
  }

  /** What it sends from now on may come from where its answer came from. */
  private void reminded(int status) {
    if (missed && status < 300 && caller.isUp()) {
      caller.media().endpoint().seek(caller.host());
    }
  }

  private boolean isReady() {
    return caller.isUp() && !caller.isNegotiating() && !caller.media().endpoint().isIdle();
  }

  private long received() {
    return caller.media().endpoint().statistics().packetsReceived();
  }
}
