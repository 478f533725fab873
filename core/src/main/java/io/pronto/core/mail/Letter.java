package io.pronto.core.mail;

import io.pronto.core.notice.Notice;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.SubprocessorNotice;
import java.time.Instant;
import java.time.LocalDate;

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
   * Whether it says all that an earlier one of its kind says, which need not be sent any more then.
   */
  default boolean supersedes() {
    return switch (this) {
      case Invitation _, PasswordReset _, PasswordChanged _, FraudAlarm _ -> true;
      case TrialEnding _, ContractEnding _, ContractGoesOn _, ContractEnded _ -> true;
      case SubprocessorAnnounced _, ObjectionAnswered _, ExportReady _ -> false;
      case SubjectRequested _, SubjectRequestDue _, Noticed _ -> false;
    };
  }

  /** How the queue and the log call it. */
  default String kind() {
    return switch (this) {
      case Invitation _ -> "invitation";
      case PasswordReset _ -> "password_reset";
      case PasswordChanged _ -> "password_changed";
      case FraudAlarm _ -> "fraud_alarm";
      case SubprocessorAnnounced(var notice, _) -> "subprocessor_" + notice.change().code();
      case ObjectionAnswered(var objection, _) ->
          "objection_" + objection.answer().orElseThrow().way().code();
      case TrialEnding _ -> "trial_ending";
      case ContractEnding _ -> "contract_ending";
      case ContractGoesOn _ -> "contract_goes_on";
      case ContractEnded _ -> "contract_ended";
      case Noticed(var notice, _) -> "notice_" + notice.kind().code();
      case ExportReady _ -> "export_ready";
      case SubjectRequested _ -> "subject_request";
      case SubjectRequestDue(_, _, var overdue, _) ->
          overdue ? "subject_request_overdue" : "subject_request_due";
    };
  }
}
