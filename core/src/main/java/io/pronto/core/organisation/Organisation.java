package io.pronto.core.organisation;

import java.time.Instant;

/**
 * A customer.
 *
 * @param country ISO 3166 alpha-2
 * @param label the first label of its SIP domain; it never changes, since every password of a
 *     device is hashed with it
 */
public record Organisation(
    OrganisationId id, String name, String country, String label, Instant createdAt) {
  /** Its SIP domain and realm, a subdomain of {@code sipDomain}. */
  public String domain(String sipDomain) {
    return label + '.' + sipDomain;
  }
}
