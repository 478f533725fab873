package io.pronto.core.device;

import io.pronto.core.MediaEncryption;
import io.pronto.core.emergency.DeviceLocation;
import java.time.Instant;
import java.util.Optional;

/**
 * A SIP account of a user, as people see it.
 *
 * @param kind {@code desk_phone}, {@code softphone}, {@code mobile} or {@code browser}
 * @param extension the user's
 * @param location where it stands, for calls for help
 * @param encryption whether its sound is encrypted
 */
public record Device(
    String id,
    String userId,
    String kind,
    AddressOfRecord addressOfRecord,
    String extension,
    Optional<DeviceLocation> location,
    MediaEncryption encryption,
    Instant createdAt) {}
