package io.pronto.core.authority;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request of police or an authority, as the register has it.
 *
 * @param id {@code aut_…}
 * @param reference as the authority calls it
 * @param dueBy until when it is to be answered; empty where nobody has said
 * @param silence empty where customers are told at once
 * @param silencedBy who has last changed that before the approval, and so does not approve it
 * @param silenceAsked another, which somebody else is still to agree to
 * @param filedBy who of the operator's staff has filed it
 * @param decision empty where nobody has decided
 * @param disclosures what was shown, the first first
 */
public record AuthorityRequest(
    String id,
    String authority,
    String reference,
    String legalBasis,
    Asked asked,
    Instant receivedAt,
    Optional<Instant> dueBy,
    Optional<Silence> silence,
    Optional<String> silencedBy,
    Optional<SilenceAsked> silenceAsked,
    String filedBy,
    Instant filedAt,
    Optional<Decision> decision,
    List<Disclosure> disclosures) {
  /** Copies the list. */
  public AuthorityRequest {
    disclosures = List.copyOf(disclosures);
  }

  /**
   * What was decided.
   *
   * @param refusal why it was refused; empty where it was approved
   * @param by who: another than who has filed it, where it was approved
   */
  public record Decision(Optional<String> refusal, String by, Instant at) {}

  /** How far it has come. */
  public enum State {
    /** Somebody else is to approve it. */
    FILED,
    /** It may be shown. */
    APPROVED,
    /** It is not. */
    REFUSED,
    /** It was. */
    DISCLOSED;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The same with another term and silence: what may be changed.
   *
   * @param dueBy until when it is to be answered
   * @param silence until when customers must not know
   */
  public AuthorityRequest with(Optional<Instant> dueBy, Optional<Silence> silence) {
    return new AuthorityRequest(
        id,
        authority,
        reference,
        legalBasis,
        asked,
        receivedAt,
        dueBy,
        silence,
        silencedBy,
        silenceAsked,
        filedBy,
        filedAt,
        decision,
        disclosures);
  }

  /** How far it has come. */
  public State state() {
    if (decision.isEmpty()) {
      return State.FILED;
    }
    if (decision.get().refusal().isPresent()) {
      return State.REFUSED;
    }
    return disclosures.isEmpty() ? State.APPROVED : State.DISCLOSED;
  }
}
