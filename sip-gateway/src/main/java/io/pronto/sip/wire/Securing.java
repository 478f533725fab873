package io.pronto.sip.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** What becomes of a connection that we have opened before anything is said on it. */
@FunctionalInterface
public interface Securing {
  /**
   * The socket to speak on, once the peer has shown who it is.
   *
   * @param plain connected to {@code remote}
   * @param millis how long it may take
   * @throws IOException when the peer is not who it should be, or is too slow
   */
  Socket secure(Socket plain, InetSocketAddress remote, int millis) throws IOException;
}
