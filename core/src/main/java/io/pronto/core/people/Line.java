package io.pronto.core.people;

import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.util.List;
import java.util.Optional;

/**
 * A user as calls know one: an extension, the devices that ring, the number shown outside.
 *
 * @param extension 3 to 5 digits, the first not 0
 * @param callerId the number the user has chosen to show, or else the first assigned to the user
 * @param devices the addresses of record of the user's devices
 */
public record Line(
    OrganisationId organisation,
    String userId,
    String name,
    String extension,
    String language,
    Optional<E164> callerId,
    List<AddressOfRecord> devices) {
  /** Copies the list. */
  public Line {
    devices = List.copyOf(devices);
  }
}
