package io.pronto.sip.stack;

import io.pronto.sip.wire.Flow;
import javax.sip.message.Response;

/** Who takes what arrives unasked. Called on the stack's own threads: must not block. */
public interface Handlers {
  /** A request. All but an ACK must be answered through {@link SipStack#respond}. */
  void request(IncomingRequest request);

  /**
   * A response that no transaction waits for: mostly a 2xx to an INVITE repeated after its
   * transaction has gone, which wants its ACK again.
   */
  void stray(Response response, Flow flow);

  /** A connection is gone that the peer, or we, had opened; not told when the stack closes. */
  default void lost(Flow flow) {}
}
