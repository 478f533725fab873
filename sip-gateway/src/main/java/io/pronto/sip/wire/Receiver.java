package io.pronto.sip.wire;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;

/**
 * Who takes what the network has brought, once it is known to be sound. Must not block for long.
 */
public interface Receiver {
  /** A request that has passed {@link Screening}. */
  void request(SIPRequest request, WireChannel channel);

  /** A response; whether anyone waits for it is not yet known. */
  void response(SIPResponse response, WireChannel channel);

  /** The channel's connection is gone: nothing sent on it will be answered. */
  void lost(WireChannel channel);
}
