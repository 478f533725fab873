package io.pronto.core.access;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Signing in and out by password. */
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

  private record Candidate(
      Optional<String> operatorId,
      Optional<OrganisationId> organisation,
      Optional<String> userId,
      Optional<String> passwordHash) {}

  /**
   * Opens a session for whoever has that e-mail address and password; empty when nobody has. Takes
   * the same time whether the account exists or not.
   */
  public Optional<Session> open(String email, String password) {
    var candidate = candidate(email);
    boolean known = Password.matches(password, candidate.flatMap(Candidate::passwordHash));
    return candidate.filter(_ -> known).map(this::open);
  }

  private Optional<Candidate> candidate(String email) {
    return database.asStranger(
        tx ->
            tx.one("select * from account_by_email($1)", email)
                .map(
                    row ->
                        new Candidate(
                            text(row, "operator_id"),
                            text(row, "organisation_id").map(OrganisationId::new),
                            text(row, "user_id"),
                            text(row, "password_hash"))));
  }

  private Session open(Candidate account) {
    var token = Token.next("pronto_ses_");
    var session = new Session(Id.next("ses"), token.value(), Instant.now().plus(LIMIT));
    Work<Integer> insert =
        tx -> {
          forgetEnded(tx);
          return tx.update(
              """
              insert into session
                (id, token_hash, operator_id, organisation_id, user_id, expires_at)
              values ($1, $2, $3, $4, $5, $6)
              """,
              session.id(),
              token.hash(),
              account.operatorId().orElse(null),
              account.organisation().map(OrganisationId::value).orElse(null),
              account.userId().orElse(null),
              session.expiresAt().atOffset(ZoneOffset.UTC));
        };
    if (account.organisation().isPresent()) {
      database.in(account.organisation().get(), insert);
    } else {
      database.asOperator(insert);
    }
    return session;
  }

  private static void forgetEnded(Tx tx) {
    tx.update(
        "delete from session where expires_at < now() or used_at < now() - make_interval(secs =>"
            + " $1)",
        idleSeconds());
  }

  /** Whose {@code token} that is, if its session has not ended; notes that it was used. */
  public Optional<SignedIn> find(String token) {
    return database.asStranger(
        tx ->
            tx.one("select * from session_by_token($1, $2)", new Token(token).hash(), idleSeconds())
                .map(row -> new SignedIn(row.getString("id"), principal(row))));
  }

  private static Principal principal(Row row) {
    return row.getString("operator_id") != null
        ? new Principal.Operator(row.getString("operator_id"))
        : new Principal.Member(
            row.getString("user_id"),
            new OrganisationId(row.getString("organisation_id")),
            Role.of(row.getString("role")));
  }

  /** Whether a session has not ended and its account is what it was; not a use of it. */
  public boolean holds(SignedIn session) {
    return switch (session.principal()) {
      case Principal.Operator _ -> database.asOperator(tx -> holds(tx, session.sessionId(), null));
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
               and u.role is not distinct from $3
            """,
            sessionId,
            idleSeconds(),
            role)
        .isPresent();
  }

  /** Ends a session. */
  public void end(SignedIn session) {
    Work<Integer> delete =
        tx -> tx.update("delete from session where id = $1", session.sessionId());
    switch (session.principal()) {
      case Principal.Operator _ -> database.asOperator(delete);
      case Principal.Member member -> database.in(member.organisation(), delete);
    }
  }

  /** Ends all sessions of the account that has this one, wherever they were opened. */
  public void endAll(SignedIn session) {
    switch (session.principal()) {
      case Principal.Operator operator ->
          database.asOperator(
              tx -> tx.update("delete from session where operator_id = $1", operator.id()));
      case Principal.Member member ->
          database.in(
              member.organisation(),
              tx -> tx.update("delete from session where user_id = $1", member.id()));
    }
  }

  private static double idleSeconds() {
    return IDLE.toSeconds();
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column));
  }
}
