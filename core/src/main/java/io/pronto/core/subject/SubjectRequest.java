package io.pronto.core.subject;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody asks for about their own data.
 *
 * @param id {@code sreq_…}
 * @param receivedAt when whoever received it did
 * @param filedBy the id of whoever wrote it down
 * @param dueOn the last day on which it may be answered, in Europe/Paris
 * @param extendedAt when that was put off
 * @param instruction what the organisation has decided
 * @param answeredAt when it was answered or refused
 * @param content what it says; empty for the operator
 */
public record SubjectRequest(
    String id,
    OrganisationId organisation,
    Kind kind,
    State state,
    Receiver receivedBy,
    Instant receivedAt,
    Instant filedAt,
    Optional<String> filedBy,
    LocalDate dueOn,
    Optional<Instant> extendedAt,
    Optional<Instruction> instruction,
    Optional<Instant> answeredAt,
    Optional<Content> content) {

  /** What is asked for. */
  public enum Kind {
    /** What there is (GDPR art. 15). */
    ACCESS,
    /** The same for another service (art. 20). */
    PORTABILITY,
    /** That something wrong is put right (art. 16). */
    CORRECTION,
    /** That it is kept, and used no longer (art. 18). */
    RESTRICTION,
    /** That it is erased (art. 17). */
    ERASURE,
    /** That something is done with it no longer (art. 21). */
    OBJECTION;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #text}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** How far it is. */
  public enum State {
    /** The organisation has not decided. */
    OPEN,
    /** What it has decided is being done. */
    UNDER_WAY,
    /** It is answered. */
    DONE,
    /** It is refused. */
    REFUSED;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who was asked. */
  public enum Receiver {
    /** The operator, who passes it on. */
    OPERATOR,
    /** The organisation itself. */
    ORGANISATION;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the organisation wants done. */
  public enum Action {
    /** All there is is handed over. */
    EXPORT,
    /** All there is is kept, and used no longer until that is lifted. */
    RESTRICT,
    /** All that may be is erased. */
    ERASE,
    /** What is wrong is put right. */
    CORRECT,
    /** It has done itself what was asked for and cannot be done here. */
    DONE,
    /** Nothing, for a reason that it tells whoever asked. */
    REFUSE;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #text}; throws {@link IllegalArgumentException} for anything else. */
    public static Action of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether it answers a request of that kind. */
    boolean answers(Kind kind) {
      return switch (this) {
        case REFUSE -> true;
        case CORRECT -> kind == Kind.CORRECTION;
        case DONE -> kind == Kind.CORRECTION || kind == Kind.OBJECTION || kind == Kind.RESTRICTION;
        case EXPORT -> kind == Kind.ACCESS || kind == Kind.PORTABILITY;
        case RESTRICT -> kind == Kind.RESTRICTION;
        case ERASE -> kind == Kind.ERASURE || kind == Kind.OBJECTION;
      };
    }
  }

  /** What was decided, by whom (an account's id) and when. */
  public record Instruction(Action action, String by, Instant at) {}

  /**
   * What it says.
   *
   * @param subject whom it is about: E.164, or an address in lower case
   * @param details what else was written
   * @param note what the organisation has written with its instruction
   * @param extensionReason why it takes longer
   */
  public record Content(
      String subject, String details, Optional<String> note, Optional<String> extensionReason) {}
}
