package io.pronto.core.access;

import io.pronto.core.Id;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The sessions of those who have signed in: by password, or by an identity provider. */
public final class Sessions {
  /** How long a session lives without being used. */
  public static final Duration IDLE = Duration.ofHours(12);

  /** How long a session lives at most. */
  public static final Duration LIMIT = Duration.ofDays(7);

  private final Database database;

  /** Keeps them in {@code database}. */
  public Sessions(Database database) {
    this.database = database;
  }

  /** Opens a session for a user whom the organisation's identity provider has signed in. */
  public Session open(OrganisationId organisation, String userId, ProviderSession provider) {
    var account = new Account(Optional.of(organisation), userId);
    return Actor.current().as(account.actor()).run(() -> open(account, Optional.of(provider)));
  }

  /** Opens one for an account that has shown who it is; refused by {@code user_active}. */
  Session open(Account account, Optional<ProviderSession> provider) {
    var token = Token.next("pronto_ses_");
    var session = new Session(Id.next("ses"), token.value(), Instant.now().plus(LIMIT));
    return account.in(
        database,
        tx -> {
          tx.update(
              "insert into session (id, token_hash, organisation_id, expires_at, issuer, subject, "
                  + "provider_session, "
                  + account.column()
                  + ") values ($1, $2, $3, $4, $5, $6, $7, $8)",
              session.id(),
              token.hash(),
              account.organisation().map(OrganisationId::value).orElse(null),
              session.expiresAt().atOffset(ZoneOffset.UTC),
              provider.map(ProviderSession::issuer).orElse(null),
              provider.map(ProviderSession::subject).orElse(null),
              provider.flatMap(ProviderSession::id).orElse(null),
              account.id());
          forgetEnded(tx);
          AuditLog.note(tx, "session.opened", session.id(), how(provider));
          return session;
        });
  }

  private static JsonObject how(Optional<ProviderSession> provider) {
    return provider
        .map(by -> new JsonObject().put("by", "single_sign_on").put("issuer", by.issuer()))
        .orElseGet(() -> new JsonObject().put("by", "password"));
  }

  private static void forgetEnded(Tx tx) {
    tx.update(
        "delete from session where expires_at < now() or used_at < now() - make_interval(secs =>"
            + " $1)",
        idleSeconds());
  }

  /** Whose {@code token} that is, if its session has not ended; notes that it was used. */
  public Optional<SignedIn> find(String token) {
    return database
        .ask("select * from session_by_token($1, $2)", new Token(token).hash(), idleSeconds())
        .map(
            row ->
                new SignedIn(
                    row.getString("id"), principal(row), row.getBoolean("contract_ended")));
  }

  private static Principal principal(Row row) {
    return row.getString("operator_id") != null
        ? new Principal.Operator(row.getString("operator_id"))
        : new Principal.Member(
            row.getString("user_id"),
            new OrganisationId(row.getString("organisation_id")),
            Role.of(row.getString("role")));
  }

  /** Whether a session, or a key, has not ended and its account is what it was; not a use of it. */
  public boolean holds(SignedIn session) {
    return switch (session.principal()) {
      case Principal.Operator _ -> database.asOperator(tx -> holds(tx, session.sessionId(), null));
      case Principal.Key key ->
          database.in(
              key.organisation(),
              tx ->
                  tx.one(
                          """
                          select from api_key k join user_account u on u.id = k.created_by
                           where k.id = $1 and (k.expires_at is null or k.expires_at > now())
                             and u.role in ('administrator', 'super_administrator')
                             and in_service(k.organisation_id)
                          """,
                          key.id())
                      .isPresent());
      case Principal.Member member ->
          database.in(
              member.organisation(), tx -> holds(tx, session.sessionId(), member.role().code()));
    };
  }

  private static boolean holds(Tx tx, String sessionId, String role) {
    return tx.one(
            """
            select from session s left join user_account u on u.id = s.user_id
             where s.id = $1 and s.expires_at > now()
               and s.used_at > now() - make_interval(secs => $2)
               and u.role is not distinct from $3 and in_service(s.organisation_id)
            """,
            sessionId,
            idleSeconds(),
            role)
        .isPresent();
  }

  /** Ends one of {@code person}'s sessions. */
  public void end(Principal.Person person, String sessionId) {
    end(Account.of(person), "id", sessionId);
  }

  /** Ends all sessions of {@code person}, wherever they were opened. */
  public void endAll(Principal.Person person) {
    var account = Account.of(person);
    end(account, account.column(), account.id());
  }

  private void end(Account account, String column, String id) {
    account.in(
        database,
        tx ->
            noted(tx, tx.query("delete from session where " + column + " = $1 returning id", id)));
  }

  /**
   * Ends, within a transaction in the organisation, what a provider has ended: one of its sessions,
   * or all of a subject where the session is not named.
   *
   * @return how many ended here
   */
  public static int end(Tx tx, ProviderSession ended) {
    return ended.id().isPresent()
        ? noted(
            tx,
            tx.query(
                """
                delete from session
                 where issuer = $1 and provider_session = $2 and ($3 = '' or subject = $3)
                returning id
                """,
                ended.issuer(),
                ended.id().get(),
                ended.subject()))
        : noted(
            tx,
            tx.query(
                "delete from session where issuer = $1 and subject = $2 returning id",
                ended.issuer(),
                ended.subject()));
  }

  /**
   * Ends, within a transaction in the organisation, what passwords have opened.
   *
   * @param sparedUser whose sessions go on
   * @param sparedSession which goes on too
   */
  public static void endThoseByPassword(Tx tx, String sparedUser, String sparedSession) {
    noted(
        tx,
        tx.query(
            """
            delete from session
             where user_id is not null and issuer is null and user_id <> $1 and id <> $2
            returning id
            """,
            sparedUser,
            sparedSession));
  }

  private static int noted(Tx tx, List<Row> ended) {
    ended.forEach(row -> AuditLog.note(tx, "session.ended", row.getString("id")));
    return ended.size();
  }

  private static double idleSeconds() {
    return IDLE.toSeconds();
  }
}
