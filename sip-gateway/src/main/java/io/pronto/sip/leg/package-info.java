/**
 * One leg of a call: the SIP dialog with one device or trunk (RFC 3261, section 12) and its end of
 * the sound. A leg lives on its call's thread; what the network and the clock bring it comes
 * through the call's {@link io.pronto.sip.leg.Mailbox}.
 */
package io.pronto.sip.leg;
