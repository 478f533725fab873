package io.pronto.media.relay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until a loop has done what it was asked before. */
public final class Settled {
  private Settled() {}

  /**
   * Returns when all that was asked of {@code forwarder}'s loop so far is done: a line that is just
   * being tied to its peer may miss a packet, which in a call is one of fifty a second and in a
   * test the only one.
   */
  public static void await(Forwarder forwarder) {
    var done = new CountDownLatch(1);
    forwarder.loop().run(done::countDown);
    try {
      if (!done.await(15, TimeUnit.SECONDS)) {
        throw new AssertionError("The media loop is stuck");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
