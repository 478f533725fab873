package io.pronto.core.rental;

import java.math.BigDecimal;

/**
 * What a number costs a month.
 *
 * @param currency ISO 4217
 */
public record MonthlyPrice(BigDecimal amount, String currency) {}
