package io.pronto.sip.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** What becomes of a connection before anything is said on it. */
@FunctionalInterface
public interface Securing {
  /** Nothing is enciphered. */
  Securing NONE = (plain, _, _) -> plain;

  /**
   * The socket to speak on, once the peer has shown who it is, or has seen who we are.
   *
   * @param plain connected to {@code remote}
   * @param millis how long the peer may be silent meanwhile
   * @throws java.io.EOFException when a peer that we have accepted has left before a word
   * @throws IOException when the peer is not who it should be, or is too slow
   */
  Socket secure(Socket plain, InetSocketAddress remote, int millis) throws IOException;
}
