package io.pronto.core.conference;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Optional;

/**
 * A room in which many talk, whether anybody is in it or not.
 *
 * @param id {@code cnf_…}
 * @param extension by which it is dialled inside: 3 to 5 digits, the first not 0
 * @param maxParties how many can be in it at the same time, 2 to 100
 * @param waitForModerator whether nobody hears the others before a moderator has come
 * @param announce whether a tone tells of who comes and goes
 * @param pins what is asked of whoever calls
 */
public record Conference(
    String id,
    OrganisationId organisation,
    String name,
    String extension,
    int maxParties,
    boolean waitForModerator,
    boolean announce,
    Pins pins,
    Instant createdAt) {
  /** The most that can be in one room. */
  public static final int MOST_PARTIES = 100;

  /**
   * The codes by which callers are let in.
   *
   * @param party whoever keys it in may talk; empty: whoever calls may
   * @param moderator whoever keys it in leads the conference; empty: nobody does
   */
  public record Pins(Optional<SealedPin> party, Optional<SealedPin> moderator) {
    /** Nobody is asked for anything. */
    public static final Pins NONE = new Pins(Optional.empty(), Optional.empty());

    /** Whether whoever calls is asked for one. */
    public boolean areAsked() {
      return party.isPresent() || moderator.isPresent();
    }
  }
}
