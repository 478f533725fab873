/**
 * What organisations have and owe: the ledger, what calls take from it, and what prepaid calls may
 * spend.
 */
package io.pronto.core.credit;
