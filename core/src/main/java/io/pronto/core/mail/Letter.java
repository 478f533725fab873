package io.pronto.core.mail;

import io.pronto.core.notice.Notice;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.SubprocessorNotice;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** What there is to write. A path is that of the screen, relative to its address. */
public sealed interface Letter {
  /** There is an account: a password is to be chosen. */
  record Invitation(String organisation, String path) implements Letter {}

  /** Somebody asked for a new password. */
  record PasswordReset(String path) implements Letter {}

  /** The password is another one from now on. */
  record PasswordChanged(Instant at) implements Letter {}

  /**
   * A fraud breaker has tripped.
   *
   * @param rule its name
   * @param limit what was the most: euros, or a number
   * @param user who made the call that was one too many; empty for nobody in particular
   * @param number the number that it was to
   */
  record FraudAlarm(
      String organisation,
      String rule,
      String limit,
      String user,
      String number,
      Instant at,
      String path)
      implements Letter {}

  /** A subprocessor is added, changed or removed, and may be objected to. */
  record SubprocessorAnnounced(SubprocessorNotice notice, String path) implements Letter {}

  /** The operator has answered an objection. */
  record ObjectionAnswered(Objection objection, String path) implements Letter {}

  /** The operator tells of a breach, of a disclosure, or of an audit. */
  record Noticed(Notice notice, String path) implements Letter {}

  /**
   * The authority is to be told of a breach, and was not yet.
   *
   * @param stage how much time there is
   * @param until when the 72 hours are over
   */
  record BreachDeadline(Stage stage, String breachId, Instant until, String path)
      implements Letter {}

  /**
   * An objection is to be answered, and was not yet.
   *
   * @param operators whether it is for who is to answer it; else it is for who has objected
   * @param over whether its day has passed
   * @param dueOn the last day for it
   */
  record ObjectionDeadline(
      Objection objection, boolean operators, boolean over, LocalDate dueOn, String path)
      implements Letter {}

  /** Whose 72 hours they are, and whether there is any time left. */
  enum Stage {
    /** The operator's, and some hours are left. */
    DUE,
    /** The operator's, and they are over. */
    OVER,
    /** Those of an organisation that was told of the breach: some hours are left. */
    OWN_DUE
  }

  /** Call records that somebody asked for can be fetched. */
  record ExportReady(String path) implements Letter {}

  /** Somebody asks for something about their own data; whom it is about is not in it. */
  record SubjectRequested(String requestId, LocalDate dueOn, String path) implements Letter {}

  /**
   * Nobody has answered what somebody asks for about their own data; whom it is about is not in it.
   *
   * @param overdue whether the last day is over
   */
  record SubjectRequestDue(String requestId, LocalDate dueOn, boolean overdue, String path)
      implements Letter {}

  /**
   * A trial is about to end.
   *
   * @param lastDay on which all works
   * @param days how many whole days later the data are erased
   */
  record TrialEnding(LocalDate lastDay, int days, String path) implements Letter {}

  /**
   * The end of a contract was announced, or another day for it.
   *
   * @param lastDay on which all works
   * @param eraseOn the day with whose beginning the data are erased, as it is now
   * @param days how many whole days there are in between where erasure is not chosen
   */
  record ContractEnding(LocalDate lastDay, LocalDate eraseOn, int days, String path)
      implements Letter {}

  /** A contract does not end on that day after all. */
  record ContractGoesOn(LocalDate lastDay, String path) implements Letter {}

  /** A contract has ended. */
  record ContractEnded(LocalDate lastDay, LocalDate eraseOn, String path) implements Letter {}

  /**
   * An administrator wants recordings or transcripts deleted sooner, and another must confirm it.
   *
   * @param recordings how many would be; empty, as of transcripts, where that is not known
   */
  record RetentionAsked(Optional<Long> recordings, Optional<Long> transcripts, String path)
      implements Letter {}

  /** The same where there is no other: it is in force then, unless it is withdrawn. */
  record RetentionWaits(
      Instant inForceAt, Optional<Long> recordings, Optional<Long> transcripts, String path)
      implements Letter {}

  /** Such a change is in force in a day. */
  record RetentionNear(Instant inForceAt, String path) implements Letter {}

  /**
   * Whether it says all that an earlier one of its kind says, which need not be sent any more then.
   */
  default boolean supersedes() {
    return switch (this) {
      case Invitation _, PasswordReset _, PasswordChanged _, FraudAlarm _ -> true;
      case TrialEnding _, ContractEnding _, ContractGoesOn _, ContractEnded _ -> true;
      case RetentionAsked _, RetentionWaits _, RetentionNear _ -> true;
      case SubprocessorAnnounced _, ObjectionAnswered _, ExportReady _ -> false;
      case SubjectRequested _, SubjectRequestDue _, Noticed _ -> false;
      case BreachDeadline _, ObjectionDeadline _ -> false;
    };
  }

  /** How the queue and the log call it. */
  default String kind() {
    return switch (this) {
      case Invitation _ -> "invitation";
      case PasswordReset _ -> "password_reset";
      case PasswordChanged _ -> "password_changed";
      case FraudAlarm _ -> "fraud_alarm";
      case SubprocessorAnnounced(var notice, _) ->
          "subprocessor_" + (notice.inUse() ? "in_use" : notice.change().code());
      case ObjectionAnswered(var objection, _) ->
          "objection_" + objection.answer().orElseThrow().way().code();
      case TrialEnding _ -> "trial_ending";
      case ContractEnding _ -> "contract_ending";
      case ContractGoesOn _ -> "contract_goes_on";
      case ContractEnded _ -> "contract_ended";
      case Noticed(var notice, _) -> "notice_" + notice.kind().code();
      case BreachDeadline(var stage, _, _, _) -> "breach_" + stage.name().toLowerCase(Locale.ROOT);
      case ObjectionDeadline(_, var operators, var over, _, _) ->
          "objection_" + (over ? "over" : "due") + (operators ? "_operator" : "");
      case ExportReady _ -> "export_ready";
      case SubjectRequested _ -> "subject_request";
      case RetentionAsked _ -> "retention_asked";
      case RetentionWaits _ -> "retention_waits";
      case RetentionNear _ -> "retention_near";
      case SubjectRequestDue(_, _, var overdue, _) ->
          overdue ? "subject_request_overdue" : "subject_request_due";
    };
  }
}
