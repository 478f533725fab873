package io.pronto.sip.registrar;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.device.Account;

/** What came of asking who sends a request. */
public sealed interface Verdict {
  /** The device is who it says. */
  record Accepted(Account account) implements Verdict {}

  /** It has yet to prove who it is: 401 to REGISTER, 407 to anything else. */
  record Challenge(SIPResponse response) implements Verdict {}

  /** It may not: 403, 404 or 400. */
  record Refused(SIPResponse response) implements Verdict {}

  /** Who it is cannot be found out now: 503 with Retry-After. */
  record Unavailable(SIPResponse response) implements Verdict {}
}
