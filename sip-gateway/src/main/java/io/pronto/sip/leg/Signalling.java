package io.pronto.sip.leg;

import io.pronto.core.lease.Leases;
import io.pronto.media.MediaService;
import io.pronto.sip.stack.SipStack;

/**
 * What every leg works with.
 *
 * @param legs where requests within dialogs find their leg
 */
public record Signalling(
    SipStack stack, MediaService media, Legs legs, Timers timers, Leases leases) {}
