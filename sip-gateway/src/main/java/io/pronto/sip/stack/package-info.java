/**
 * SIP as the rest of the house speaks it: requests and responses of JAIN-SIP, its transactions
 * without its dialogs, over the sockets of {@code io.pronto.sip.wire}.
 */
package io.pronto.sip.stack;
