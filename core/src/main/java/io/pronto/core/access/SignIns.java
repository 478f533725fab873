package io.pronto.core.access;

import io.pronto.core.DomainName;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in by password and second factor. */
public final class SignIns {
  private static final Logger LOG = LoggerFactory.getLogger(SignIns.class);

  private final Database database;
  private final Sessions sessions;
  private final SecondFactors secondFactors;

  /** Opens {@code sessions}; who has one of {@code secondFactors} must show it. */
  public SignIns(Database database, Sessions sessions, SecondFactors secondFactors) {
    this.database = database;
    this.sessions = sessions;
    this.secondFactors = secondFactors;
  }

  /**
   * @param opensNothing whether the account's password opens nothing: its organisation enforces
   *     single sign-on
   */
  private record Candidate(Account account, Optional<String> passwordHash, boolean opensNothing) {}

  /**
   * Opens a session for whoever has that e-mail address and password, and a code where the account
   * needs one. Takes the same time whether the account exists or not.
   *
   * @param code of the second factor, or a recovery code
   */
  public SignIn open(String email, String password, Optional<String> code) {
    var candidate = candidate(email);
    boolean known = Password.matches(password, candidate.flatMap(Candidate::passwordHash));
    if (!known || candidate.orElseThrow().opensNothing()) {
      var fault = known ? "password_off" : "password";
      candidate.ifPresent(found -> noteRefusal(found.account(), fault));
      return comesByProvider(email) ? new SignIn.SingleSignOnNeeded() : new SignIn.Refused();
    }
    var account = candidate.orElseThrow().account();
    return Actor.current().as(account.actor()).run(() -> prove(account, code));
  }

  private SignIn prove(Account account, Optional<String> code) {
    return switch (secondFactors.check(account, code)) {
      case NOT_NEEDED, RIGHT -> openUnlessLeaving(account);
      case MISSING -> new SignIn.CodeNeeded();
      case WRONG -> refused(account, "code", new SignIn.WrongCode());
      case TOO_MANY -> refused(account, "too_many_codes", new SignIn.TooManyCodes());
    };
  }

  private SignIn refused(Account account, String fault, SignIn refusal) {
    noteRefusal(account, fault);
    return refusal;
  }

  /** Beside the answer, which must take as long where there is no account to write about. */
  private void noteRefusal(Account account, String fault) {
    var stranger = Actor.current().as("");
    Thread.ofVirtual()
        .name("refused-sign-in")
        .start(() -> stranger.run(() -> noted(account, fault)));
  }

  private boolean noted(Account account, String fault) {
    try {
      return account.in(
          database,
          tx -> {
            AuditLog.refused(tx, "session.refused", account.id(), fault);
            return true;
          });
    } catch (DatabaseUnavailable away) {
      LOG.atWarn()
          .addKeyValue("account", account.id())
          .log("A refused sign-in was not written down: {}", away.getMessage());
      return false;
    }
  }

  private SignIn openUnlessLeaving(Account account) {
    try {
      return new SignIn.Opened(sessions.open(account, Optional.empty()));
    } catch (Conflict leaver) {
      return new SignIn.Refused();
    }
  }

  private Optional<Candidate> candidate(String email) {
    return database.asStranger(
        tx ->
            tx.one(
                    "select *, password_off(user_id) as opens_nothing from account_by_email($1)",
                    email)
                .map(
                    row ->
                        new Candidate(
                            account(row),
                            text(row, "password_hash"),
                            row.getBoolean("opens_nothing"))));
  }

  private boolean comesByProvider(String email) {
    return DomainName.ofEmail(email)
        .map(
            domain ->
                database.asStranger(
                    tx ->
                        tx.one("select domain_enforced($1)", domain.ascii())
                            .orElseThrow()
                            .getBoolean(0)))
        .orElse(false);
  }

  private static Account account(Row row) {
    return new Account(
        text(row, "organisation_id").map(OrganisationId::new),
        text(row, "operator_id").or(() -> text(row, "user_id")).orElseThrow());
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column));
  }
}
