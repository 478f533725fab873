package io.pronto.core.routing;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import java.util.Optional;

/**
 * What has been decided about a call.
 *
 * @param organisation whose call it is; empty when the number called is nobody's
 * @param dialled what was called: E.164 where it could be read so
 * @param recordedFor the rented number whose policy asks that the call be recorded
 */
public record Route(
    Optional<OrganisationId> organisation,
    Direction direction,
    String dialled,
    Optional<RentedNumber> recordedFor,
    Destination destination) {}
