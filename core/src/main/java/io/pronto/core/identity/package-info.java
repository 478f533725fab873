/**
 * Who may show which number, and how a call says so to other networks: the ledger of rights to
 * numbers, and STIR/SHAKEN (RFC 8224, 8225, 8226, 8588, 8946) without any SIP.
 */
package io.pronto.core.identity;
