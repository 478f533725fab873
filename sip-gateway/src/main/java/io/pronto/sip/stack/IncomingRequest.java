package io.pronto.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import io.pronto.sip.wire.Flow;
import java.net.InetAddress;
import java.util.Optional;
import javax.sip.message.Request;

/**
 * A request from the network, sound in form, and the way back.
 *
 * @param transaction what answers it; empty for an ACK, which is never answered
 * @param flow the path it came by
 */
public record IncomingRequest(
    SIPRequest request, Optional<SIPServerTransaction> transaction, Flow flow) {

  /** The method, in capitals. */
  public String method() {
    return request.getMethod();
  }

  /** Whether it belongs to a dialog: its To has a tag. */
  public boolean inDialog() {
    return request.getToTag() != null;
  }

  /** Where it really came from, whatever its headers say. */
  public InetAddress source() {
    return flow.remote().getAddress();
  }

  /** Whether it is of {@code method}, one of the names in {@link Request}. */
  public boolean is(String method) {
    return request.getMethod().equals(method);
  }
}
