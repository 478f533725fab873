package io.pronto.core.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A call as it was, and what was made of it: all that deadlines and holds depend on.
 *
 * @param recordedFrom when its recording began, later than the call perhaps
 * @param number the organisation's own one that the recording is of
 * @param numbers of all who called, were called or diverted it
 * @param users of the organisation's that took part
 * @param teams in which these were then
 */
record Talk(
    String call,
    Optional<String> recording,
    Optional<String> transcript,
    Instant begun,
    Instant recordedFrom,
    Optional<String> number,
    List<String> numbers,
    List<String> users,
    Set<String> teams) {}
