package io.pronto.core.emergency;

import java.time.Instant;
import java.util.Optional;

/**
 * A way for calls for help.
 *
 * @param country whose services it reaches, ISO 3166 alpha-2
 * @param serviceCode the number dialled, such as 15; empty for all
 * @param department where the caller is, such as 75, 2A or 971; empty for anywhere
 * @param number what the carrier is to be called for, a number or a code of its own; empty for the
 *     number dialled
 * @param priority the lower, the earlier it is tried: 0 to 1000
 * @param location whether the carrier takes the caller's location in the INVITE (RFC 6442)
 */
public record EmergencyRoute(
    String id,
    String trunkId,
    String country,
    Optional<String> serviceCode,
    Optional<String> department,
    Optional<String> number,
    int priority,
    boolean location,
    Instant createdAt) {
  /** Whether it takes a call for {@code code} by somebody in {@code place}. */
  boolean takes(String callersCountry, String code, Optional<String> place) {
    return country.equals(callersCountry)
        && serviceCode.filter(wanted -> !wanted.equals(code)).isEmpty()
        && (department.isEmpty() || department.equals(place));
  }

  /** How exactly it is meant: the place says more than the service. */
  int exactness() {
    return (department.isPresent() ? 2 : 0) + (serviceCode.isPresent() ? 1 : 0);
  }
}
