package io.pronto.core.authority;

import java.time.Instant;
import java.util.Optional;

/**
 * That somebody of the operator's staff has asked for another silence, which somebody else must
 * agree to by asking for the same.
 *
 * @param silence what is asked for; empty where customers are to be told at once
 * @param by who asks
 */
public record SilenceAsked(Optional<Silence> silence, String by, Instant at) {}
