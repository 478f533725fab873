package io.pronto.sip.trunk;

import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.Optional;
import javax.sip.header.RetryAfterHeader;

/** How long a peer wants to be left alone (RFC 3261, section 20.33). */
final class RetryAfter {
  private RetryAfter() {}

  static Optional<Duration> of(SIPResponse response) {
    return response.getHeader(RetryAfterHeader.NAME) instanceof RetryAfterHeader header
            && header.getRetryAfter() > 0
        ? Optional.of(Duration.ofSeconds(header.getRetryAfter()))
        : Optional.empty();
  }
}
