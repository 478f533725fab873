/**
 * The network under the SIP stack: UDP and TCP sockets of our own below the transactions of
 * JAIN-SIP. Bytes are judged here before anything is parsed, and what cannot be understood is
 * answered here, so that nothing broken ever takes a transaction.
 */
package io.pronto.sip.wire;
