package io.pronto.media.relay;

import io.pronto.media.NoPortFree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.Selector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares out the ports of one loop: all but the last few serve any call, those are for calls for
 * help, so that one is left for these when all others are lent.
 */
final class PortShares {
  private static final Logger LOG = LoggerFactory.getLogger(PortShares.class);

  /** How many are bound ahead, and stay bound. */
  private static final int WARM = 32;

  /** One pair of ports in so many is for calls for help, and at least the two of one call. */
  private static final int FOR_HELP = 32;

  /** A range of fewer pairs has none to spare. */
  private static final int FEW = 16;

  private final Selector selector;
  private final int firstForHelp;
  private final PortPool usual;
  private final PortPool forHelp;

  /** Those from {@code first} to {@code last}, of whose packets {@code selector} tells. */
  PortShares(Selector selector, InetAddress address, int first, int last, LoopCounters counters) {
    this.selector = selector;
    int pairs = (last + 1) / 2 - (first + 1) / 2;
    int kept = pairs < FEW ? 0 : Math.max(2, pairs / FOR_HELP);
    firstForHelp = (last + 1 & ~1) - 2 * kept;
    usual = new PortPool(address, first, firstForHelp - 1, counters);
    forHelp = new PortPool(address, firstForHelp, last, counters);
    warm();
  }

  /**
   * Lends a port.
   *
   * @param forHelp whether to a call for help
   * @throws NoPortFree when all that it may have are in use
   */
  RtpPort lend(boolean forHelp) {
    return forHelp ? atAnyCost() : lendUsual();
  }

  /** Takes back a port that nobody occupies any more. */
  void giveBack(RtpPort port) {
    (port.number() < firstForHelp ? usual : forHelp).giveBack(port);
  }

  /** Closes a few of those that nobody has needed for a minute, as of {@code now}. */
  void trim(long now) throws IOException {
    usual.trim(now, WARM);
    forHelp.trim(now, 0);
  }

  private void warm() {
    try {
      for (int i = 0; i < WARM; i++) {
        usual.giveBack(fresh(usual));
      }
    } catch (NoPortFree narrow) {
      LOG.atDebug().log("The range has fewer ports than are bound ahead");
    }
  }

  private RtpPort lendUsual() {
    return usual.rested().orElseGet(() -> fresh(usual));
  }

  /** What a former party still says to a port is better than a call for help refused. */
  private RtpPort atAnyCost() {
    try {
      return lendUsual();
    } catch (NoPortFree scarce) {
      return forHelp.rested().orElseGet(this::lastOfAll);
    }
  }

  private RtpPort lastOfAll() {
    try {
      return fresh(forHelp);
    } catch (NoPortFree none) {
      return forHelp.resting().or(usual::resting).orElseThrow(() -> none);
    }
  }

  private RtpPort fresh(PortPool pool) {
    var port = pool.fresh();
    try {
      port.register(selector);
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
