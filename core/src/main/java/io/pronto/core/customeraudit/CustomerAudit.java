package io.pronto.core.customeraudit;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * An audit that a customer asks for.
 *
 * @param id {@code cau_…}
 * @param wantedOn the day that it asks for
 * @param subject what it is to look at, 1 to 4,000 characters
 * @param askedBy the id of an account or an API key
 */
public record CustomerAudit(
    String id,
    OrganisationId organisation,
    LocalDate wantedOn,
    String subject,
    String askedBy,
    Instant askedAt,
    Optional<Answer> answer,
    Optional<Instant> withdrawnAt) {
  /**
   * What the operator says to it.
   *
   * @param on the day of it; empty where it was declined
   * @param text 1 to 4,000 characters
   * @param by the id of an account of the operator's
   */
  public record Answer(Optional<LocalDate> on, String text, String by, Instant at) {}

  /** How far it has come. */
  public enum State {
    ASKED,
    ACCEPTED,
    DECLINED,
    WITHDRAWN;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far it has come. */
  public State state() {
    if (withdrawnAt.isPresent()) {
      return State.WITHDRAWN;
    }
    return answer
        .map(given -> given.on().isPresent() ? State.ACCEPTED : State.DECLINED)
        .orElse(State.ASKED);
  }

  /** The day of it, as things stand. */
  public LocalDate day() {
    return answer.flatMap(Answer::on).orElse(wantedOn);
  }
}
