package io.pronto.core.credit;

import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;

/**
 * How an organisation pays, and what it has.
 *
 * @param prepaid whether it pays before it calls; otherwise the balance is what it owes, negative
 * @param currency ISO 4217
 * @param lowBalance below which a prepaid account's people are warned
 * @param balance the sum of the ledger
 * @param leased of it what calls under way may spend
 */
public record BillingAccount(
    OrganisationId organisation,
    boolean prepaid,
    String currency,
    BigDecimal lowBalance,
    BigDecimal balance,
    BigDecimal leased) {}
