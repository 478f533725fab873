package io.pronto.core.access;

import io.pronto.core.db.Actor;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Links by which people choose their first password. */
public final class SignUps {
  /** How long a link works. */
  public static final Duration LIFE = Duration.ofDays(7);

  private final Database database;
  private final AccountMail mail;
  private final PasswordChange change;

  /**
   * Keeps the hashes of their tokens in {@code database}, and sends them by {@code mail} where
   * there is any.
   */
  public SignUps(Database database, Optional<MailQueue> mail) {
    this.database = database;
    this.mail = new AccountMail(mail);
    this.change = new PasswordChange(database, this.mail);
  }

  /** Whose password a link sets. */
  public sealed interface Invited {
    /** A new member of the operator's staff, who gives name and e-mail address too. */
    record NewOperator() implements Invited {}

    /** A user that exists. */
    record Existing(OrganisationId organisation, String userId) implements Invited {}
  }

  /** Makes a link for a user within a transaction in {@code organisation}; older ones are void. */
  SignUp issue(Tx tx, OrganisationId organisation, String userId) {
    tx.update("delete from sign_up where user_id = $1", userId);
    var signUp = insert(tx, organisation.value(), userId);
    boolean mailed =
        mail.write(
            tx,
            new Account(Optional.of(organisation), userId),
            holder -> new Letter.Invitation(holder.organisation(), signUp.path()),
            LIFE);
    return new SignUp(signUp.token(), signUp.expiresAt(), mailed);
  }

  /** Makes a link for a user of {@code organisation}; older ones are void. */
  public SignUp issue(OrganisationId organisation, String userId) {
    return database.in(organisation, tx -> issue(tx, organisation, userId));
  }

  /** Makes the link for the operator's first account; older ones are void. */
  static SignUp issueForOperator(Tx tx) {
    tx.update("delete from sign_up where organisation_id is null");
    return insert(tx, null, null);
  }

  private static SignUp insert(Tx tx, String organisation, String userId) {
    // The screen asks whoever comes by the operator's first link for name and address too.
    var token = Token.next(organisation == null ? "pronto_operator_" : "pronto_signup_");
    var signUp = new SignUp(token.value(), Instant.now().plus(LIFE), false);
    tx.update(
        """
        insert into sign_up (token_hash, organisation_id, user_id, expires_at)
        values ($1, $2, $3, $4)
        """,
        token.hash(),
        organisation,
        userId,
        signUp.expiresAt().atOffset(ZoneOffset.UTC));
    return signUp;
  }

  /** Whom {@code token} invites; empty when it is unknown, used or too old. */
  public Optional<Invited> find(String token) {
    return database.asStranger(
        tx ->
            tx.one("select * from sign_up_by_token($1)", new Token(token).hash())
                .map(
                    row ->
                        row.getString("user_id") == null
                            ? new Invited.NewOperator()
                            : new Invited.Existing(
                                new OrganisationId(row.getString("organisation_id")),
                                row.getString("user_id"))));
  }

  /**
   * Sets the password of a user who was invited, and ends the sessions that an older one opened;
   * false when the link was used meanwhile.
   *
   * @throws PasswordTooCommon if it may not be chosen
   */
  public boolean accept(String token, Invited.Existing invited, String password) {
    var account = new Account(Optional.of(invited.organisation()), invited.userId());
    var hash = change.hash(account, password);
    return hash.isPresent()
        && Actor.current()
            .as(account.actor())
            .run(
                () ->
                    account.in(
                        database,
                        tx -> use(tx, token) && change.apply(tx, account, hash.get(), "")));
  }

  /**
   * Makes the operator's first account; false when there is one, or the link was used meanwhile.
   *
   * @throws PasswordTooCommon if it may not be chosen
   */
  public boolean accept(String token, String email, String name, String password) {
    var hash = Password.chosen(password, email, name);
    return database.asOperator(
        tx ->
            use(tx, token)
                && !Operators.any(tx)
                && Operators.insert(tx, email, name, hash).isPresent());
  }

  private static boolean use(Tx tx, String token) {
    return tx.update("delete from sign_up where token_hash = $1", new Token(token).hash()) > 0;
  }
}
