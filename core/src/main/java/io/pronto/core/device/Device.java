package io.pronto.core.device;

import java.time.Instant;

/**
 * A SIP account of a user, as people see it.
 *
 * @param kind {@code desk_phone}, {@code softphone}, {@code mobile} or {@code browser}
 * @param extension the user's
 */
public record Device(
    String id,
    String userId,
    String kind,
    AddressOfRecord addressOfRecord,
    String extension,
    Instant createdAt) {}
