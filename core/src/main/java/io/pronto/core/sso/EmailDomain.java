package io.pronto.core.sso;

import io.pronto.core.DomainName;
import java.time.Instant;
import java.util.Optional;

/**
 * A domain whose e-mail addresses are an organisation's own, once that is verified.
 *
 * @param token what a TXT record must say, which only who runs the domain can publish
 */
public record EmailDomain(
    String id, DomainName domain, String token, Instant createdAt, Optional<Instant> verifiedAt) {
  /** The name of the TXT record. */
  public String recordName() {
    return "_pronto." + domain;
  }

  /** What the TXT record says. */
  public String recordValue() {
    return "pronto-verification=" + token;
  }
}
