/**
 * Signalling: SIP in and out, registrations, calls. {@link io.pronto.sip.SipGateway} is the door.
 */
package io.pronto.sip;
