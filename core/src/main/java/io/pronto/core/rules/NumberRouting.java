package io.pronto.core.rules;

import io.pronto.core.numbering.E164;
import java.util.Optional;

/**
 * A number's rules as its administrators see them.
 *
 * @param scheduleId when its calls are taken; empty: at any time
 * @param closed where they go outside the hours
 */
public record NumberRouting(
    E164 number, Optional<String> scheduleId, Target closed, AnonymousPolicy anonymous) {}
