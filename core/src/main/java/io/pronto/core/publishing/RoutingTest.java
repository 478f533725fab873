package io.pronto.core.publishing;

import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Simulation.Devices;
import io.pronto.core.routing.Simulation.From;
import java.time.Instant;

/**
 * What an organisation expects of one call from outside.
 *
 * @param id {@code rtt_…}
 * @param name no other of the organisation has it
 * @param number which of its numbers is called
 * @param at when: with an offset, or by the wall clock of the number's schedule
 * @param devices what the devices of everybody do whom it rings
 */
public record RoutingTest(
    String id,
    String name,
    E164 number,
    From.Outside from,
    String at,
    Devices devices,
    Expected expected,
    Instant createdAt) {}
