/**
 * SDP (RFC 8866) and offer/answer (RFC 3264), as far as a call of one audio stream needs. {@link
 * io.pronto.sip.sdp.SessionDescription} is what a peer wrote; {@link io.pronto.sip.sdp.Audio} is
 * what it means; {@link io.pronto.sip.sdp.LocalSession} writes our side of one leg.
 */
package io.pronto.sip.sdp;
