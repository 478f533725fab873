/** Trunks: which of them a call comes by, and which it leaves by. */
package io.pronto.sip.trunk;
