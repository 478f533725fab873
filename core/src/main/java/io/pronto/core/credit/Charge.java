package io.pronto.core.credit;

import io.pronto.core.call.CallId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What an organisation pays for a call.
 *
 * @param seconds talked, whole ones
 * @param billedSeconds the same after increments
 * @param price empty when none was set for the number
 * @param uncollected what of it could not be taken from a prepaid balance
 * @param prefix by which the rate was found
 */
public record Charge(
    CallId call,
    Instant startedAt,
    int seconds,
    int billedSeconds,
    Optional<BigDecimal> price,
    BigDecimal uncollected,
    String currency,
    Optional<String> prefix) {}
