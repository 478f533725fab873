package io.pronto.sip.stack;

import javax.sip.message.Response;

/**
 * Who waits for the answer to a request. Called on the stack's own threads: must not block, so most
 * put what they are told into a mailbox.
 */
public interface Replies {
  /** Why no answer will come. */
  enum Failure {
    /** Nothing came within 64 × T1 = 32 s (RFC 3261, timers B and F): treat as 408. */
    TIMEOUT,
    /** The connection broke, or the network refused: treat as 503 (section 8.1.3.1). */
    TRANSPORT
  }

  /**
   * A response: any number of provisional ones, then a final one. A 2xx to an INVITE may come
   * again, from the same peer until it has its ACK, or from another that a proxy forked to (RFC
   * 3261, section 13.2.2.4).
   */
  void response(Response response);

  /** No final response will come. Told at most once. */
  void failed(Failure failure);
}
