package io.pronto.core.authority;

import java.time.LocalDate;

/**
 * That customers must not know of a request.
 *
 * @param until the last day, in Europe/Paris
 * @param reason who says so, and by which law, 1 to 1,000 characters
 */
public record Silence(LocalDate until, String reason) {}
