package io.pronto.sip.registrar;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.Messages;
import java.util.List;
import javax.sip.header.Header;

/** A REGISTER asks for what it may not have; nothing of it is done. */
final class RegisterRefused extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;
  private final transient List<Header> headers;

  /** Refuses with {@code reason}, plain words of ours. */
  RegisterRefused(int status, String reason, Header... headers) {
    super(reason, null, false, false);
    this.status = status;
    this.headers = List.of(headers);
  }

  /** The answer to {@code request}. */
  SIPResponse answer(SIPRequest request) {
    var response = Messages.response(request, status, getMessage());
    headers.forEach(response::setHeader);
    return response;
  }
}
