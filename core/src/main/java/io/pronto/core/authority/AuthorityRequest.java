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
