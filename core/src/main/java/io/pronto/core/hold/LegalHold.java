package io.pronto.core.hold;

import io.pronto.core.numbering.E164;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept whatever its deadline says, since a claim or an inquiry may need it (GDPR, articles
 * 17(3)(e) and 18(1)(c)): what all of {@code number}, {@code person} and the period that are named
 * apply to.
 *
 * @param id {@code lhd_} and a ULID
 * @param reason what for, in words
 * @param number of either party of a call, of who diverted it, or of where it was diverted to
 * @param from of what began then or later; empty for an open beginning
 * @param until of what began before; empty for an open end
 * @param asked who wanted it
 * @param confirmed who else did: from then on it is in force
 * @param liftingAsked who wanted it lifted
 * @param lifted who else did: what is due goes by the next sweep
 */
public record LegalHold(
    String id,
    String reason,
    Optional<E164> number,
    Optional<Person> person,
    Optional<Instant> from,
    Optional<Instant> until,
    Step asked,
    Optional<Step> confirmed,
    Optional<Step> liftingAsked,
    Optional<Step> lifted) {
  /**
   * Somebody who takes part in calls.
   *
   * @param value as the person was named: a user's id, a number as E.164, an address
   * @param users as whom of the organisation's users
   * @param numbers by which numbers, E.164
   */
  public record Person(PersonType type, String value, List<String> users, List<String> numbers) {
    /** Copies the lists. */
    public Person {
      users = List.copyOf(users);
      numbers = List.copyOf(numbers);
    }
  }

  /** How a person is named. */
  public enum PersonType {
    /** One of the organisation's users, or somebody who was. */
    USER,
    /** Somebody outside, by their number. */
    NUMBER,
    /** A user by their e-mail address. */
    EMAIL;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #text}; throws {@link IllegalArgumentException} for anything else. */
    public static PersonType of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * Who did something to it, and when.
   *
   * @param by a user's id
   */
  public record Step(String by, Instant at) {}

  /** How far it has come. */
  public enum State {
    /** A second person has not confirmed it: it keeps nothing yet. */
    ASKED,
    /** It keeps what it is about. */
    IN_FORCE,
    /** The same, and a second person is to confirm that it ends. */
    LIFTING_ASKED,
    /** It keeps nothing any more. */
    LIFTED;

    /** As JSON has it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far it has come. */
  public State state() {
    if (confirmed.isEmpty()) {
      return State.ASKED;
    }
    if (lifted.isPresent()) {
      return State.LIFTED;
    }
    return liftingAsked.isPresent() ? State.LIFTING_ASKED : State.IN_FORCE;
  }
}
