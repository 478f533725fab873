/**
 * STIR/SHAKEN without any SIP: PASSporTs (RFC 8225, 8588, 8946), the Identity header's value (RFC
 * 8224), and the certificates behind them (RFC 8226).
 */
package io.pronto.core.stir;
