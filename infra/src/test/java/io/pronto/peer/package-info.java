/**
 * Pronto and the programs that people really use, from Debian: SIPp as a carrier, baresip and
 * Linphone as phones. Where a program is not installed its tests are skipped, unless the
 * environment says {@code PRONTO_PEERS=required}.
 */
package io.pronto.peer;
