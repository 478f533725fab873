package io.pronto.core.destruction;

import java.time.Instant;
import java.util.Optional;

/**
 * Which certificates are wanted; what is empty restricts nothing.
 *
 * @param from those that were issued then or later
 * @param until those that were issued earlier
 */
public record CertificateFilter(
    Optional<Category> category, Optional<Instant> from, Optional<Instant> until) {}
