/**
 * RTP in, RTP out: the door of the media module. Signalling opens {@link
 * io.pronto.media.Endpoint}s, says what each may expect, bridges them, and hears of what happens as
 * {@link io.pronto.media.MediaEvent}s. Knows no organisation, no SQL and no SIP.
 */
package io.pronto.media;
