package io.pronto.core.access;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Links by which people who have forgotten their password choose another. */
public final class PasswordResets {
  /** How long a link works, and within which time there are at most {@value #MOST}. */
  public static final Duration LIFE = Duration.ofHours(1);

  /** How many links an account is sent within {@link #LIFE}. */
  public static final int MOST = 3;

  private static final Logger LOG = LoggerFactory.getLogger(PasswordResets.class);
  private static final int AT_ONCE = 4;
  private static final int MOST_WAITING = 1_000;

  private final Database database;
  private final AccountMail mail;
  private final PasswordChange change;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /** Keeps the hashes of their tokens in {@code database}, and sends them by {@code mail}. */
  public PasswordResets(Database database, Optional<MailQueue> mail) {
    this.database = database;
    this.mail = new AccountMail(mail);
    this.change = new PasswordChange(database, this.mail);
  }

  /**
   * Sends a link to whoever has that e-mail address, unless mail is not sent, or enough was.
   * Returns at once and says nothing, so that nobody learns from an answer, or from a clock,
   * whether there is such an account.
   */
  public void request(String email) {
    if (!mail.isOn()) {
      return;
    }
    if (!waiting.tryAcquire()) {
      LOG.atWarn().log("Too many password resets are asked for at once: one was dropped");
      return;
    }
    var actor = Actor.current();
    Thread.ofVirtual()
        .name("password-reset")
        .start(
            () -> {
              turns.acquireUninterruptibly();
              try {
                actor.run(() -> account(email).map(this::send));
              } catch (DatabaseUnavailable e) {
                LOG.atWarn().log("A password reset was dropped: {}", e.getMessage());
              } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("A password reset failed");
              } finally {
                turns.release();
                waiting.release();
              }
            });
  }

  private Optional<Account> account(String email) {
    return database.asStranger(
        tx -> tx.one("select * from account_by_email($1)", email).map(PasswordResets::account));
  }

  private boolean send(Account account) {
    return account.in(database, tx -> isFree(tx, account) && send(tx, account));
  }

  /** Whether another link may be sent; two that are asked for at once are counted in turn. */
  private static boolean isFree(Tx tx, Account account) {
    tx.query("select from " + account.table() + " where id = $1 for update", account.id());
    tx.update("delete from password_reset where expires_at <= now()");
    return tx.query("select from password_reset where account_id = $1", account.id()).size() < MOST;
  }

  private boolean send(Tx tx, Account account) {
    var token = Token.next("pronto_reset_");
    boolean member = account.organisation().isPresent();
    tx.update(
        """
        insert into password_reset
          (token_hash, account_id, organisation_id, user_id, operator_id, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        """,
        token.hash(),
        account.id(),
        account.organisation().map(OrganisationId::value).orElse(null),
        member ? account.id() : null,
        member ? null : account.id(),
        OffsetDateTime.now(ZoneOffset.UTC).plus(LIFE));
    return mail.write(tx, account, _ -> new Letter.PasswordReset("/#reset=" + token.value()), LIFE);
  }

  /**
   * Sets the password of whoever was sent {@code token}, and ends all sessions of the account. A
   * second factor stays needed. False when the link was used, or is too old or unknown.
   *
   * @throws PasswordTooCommon if it may not be chosen; the link can be used again then
   */
  public boolean complete(String token, String password) {
    var account =
        database.asStranger(
            tx ->
                tx.one("select * from password_reset_by_token($1)", new Token(token).hash())
                    .map(PasswordResets::account));
    return account.isPresent() && complete(token, account.get(), password);
  }

  private boolean complete(String token, Account account, String password) {
    var hash = change.hash(account, password);
    return hash.isPresent()
        && Actor.current()
            .as(account.actor())
            .run(() -> account.in(database, tx -> complete(tx, token, account, hash.get())));
  }

  private boolean complete(Tx tx, String token, Account account, String hash) {
    int used =
        tx.update(
            """
            update password_reset set void = true
             where token_hash = $1 and not void and expires_at > now()
            """,
            new Token(token).hash());
    if (used == 0 || !change.apply(tx, account, hash, "")) {
      return false;
    }
    AuditLog.note(tx, account.noun() + ".password_reset", account.id());
    return true;
  }

  private static Account account(Row row) {
    var organisation = Optional.ofNullable(row.getString("organisation_id"));
    return new Account(
        organisation.map(OrganisationId::new),
        row.getString(organisation.isPresent() ? "user_id" : "operator_id"));
  }
}
