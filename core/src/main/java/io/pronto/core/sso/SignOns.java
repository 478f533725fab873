package io.pronto.core.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.access.ProviderSession;
import io.pronto.core.access.Session;
import io.pronto.core.access.Sessions;
import io.pronto.core.access.Token;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Optional;

/**
 * Sign-ins under way: from our server to the provider with a state, back with it, and on to the
 * screen with a code. State and code are taken once, in time, by the browser they were made for; of
 * each, and of what the browser keeps, only the hash is kept here.
 */
public final class SignOns {
  /** How long somebody may take at the provider. */
  public static final Duration LIFE = Duration.ofMinutes(10);

  private static final Duration CODE_LIFE = Duration.ofSeconds(60);

  private final Database database;
  private final MasterKey master;
  private final Sessions sessions;

  /** Keeps them in {@code database}, secrets sealed by {@code master}; opens {@code sessions}. */
  public SignOns(Database database, MasterKey master, Sessions sessions) {
    this.database = database;
    this.master = master;
    this.sessions = sessions;
  }

  /**
   * A sign-in that has begun.
   *
   * @param state what goes to the provider and comes back
   * @param browser what the browser keeps and shows at each step
   */
  public record Begun(String state, String browser) {
    /** Leaves both out. */
    @Override
    public String toString() {
      return "a sign-in";
    }
  }

  /**
   * One that has ended well.
   *
   * @param signOut where the browser signs out of the provider, if the provider has such a place
   */
  public record Exchanged(Session session, Optional<String> signOut) {
    /** Leaves out the address, which holds a token. */
    @Override
    public String toString() {
      return session.toString();
    }
  }

  /** Begins one at the provider of {@code organisation}. */
  public Begun begin(OrganisationId organisation) {
    var state = Token.next("");
    var browser = Token.next("");
    database.in(
        organisation,
        tx -> {
          tx.update("delete from sign_on where expires_at < now()");
          return tx.update(
              """
              insert into sign_on (state_hash, browser_hash, organisation_id, expires_at)
              values ($1, $2, $3, now() + make_interval(secs => $4))
              """,
              state.hash(),
              browser.hash(),
              organisation.value(),
              seconds(LIFE));
        });
    return new Begun(state.value(), browser.value());
  }

  /** Whose provider has sent {@code browser} back with {@code state}; empty for any other. */
  public Optional<OrganisationId> take(String state, String browser) {
    return database
        .asStranger(
            tx ->
                tx.one(
                    "select take_sign_on($1, $2) as id",
                    new Token(state).hash(),
                    new Token(browser).hash()))
        .flatMap(row -> Optional.ofNullable(row.getString("id")))
        .map(OrganisationId::new);
  }

  /** A code by which {@code browser} opens a session of that user, within a minute. */
  public String issue(
      OrganisationId organisation,
      String browser,
      String userId,
      ProviderSession provider,
      Optional<String> signOut) {
    var code = Token.next("");
    database.in(
        organisation,
        tx -> {
          tx.update("delete from sign_on_code where expires_at < now()");
          return insert(tx, organisation, code, browser, userId, provider, signOut);
        });
    return code.value();
  }

  private int insert(
      Tx tx,
      OrganisationId organisation,
      Token code,
      String browser,
      String userId,
      ProviderSession provider,
      Optional<String> signOut) {
    return tx.update(
        """
        insert into sign_on_code
          (code_hash, browser_hash, organisation_id, user_id, issuer, subject, provider_session,
           sign_out, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))
        """,
        code.hash(),
        new Token(browser).hash(),
        organisation.value(),
        userId,
        provider.issuer(),
        provider.subject(),
        provider.id().orElse(null),
        signOut
            .map(address -> Buffer.buffer(master.seal(address.getBytes(UTF_8), context(userId))))
            .orElse(null),
        seconds(CODE_LIFE));
  }

  /**
   * Opens a session for {@code code}; empty when it is none, was used, is another browser's, or its
   * user may sign in no more.
   */
  public Optional<Exchanged> exchange(String code, String browser) {
    try {
      return taken(code, browser).map(this::open);
    } catch (Conflict leaver) {
      return Optional.empty();
    }
  }

  private Optional<Row> taken(String code, String browser) {
    return database.asStranger(
        tx ->
            tx.one(
                "select * from take_sign_on_code($1, $2)",
                new Token(code).hash(),
                new Token(browser).hash()));
  }

  private Exchanged open(Row row) {
    var userId = row.getString("user_id");
    var session =
        sessions.open(
            new OrganisationId(row.getString("organisation_id")),
            userId,
            new ProviderSession(
                row.getString("issuer"),
                row.getString("subject"),
                Optional.ofNullable(row.getString("provider_session"))));
    var signOut =
        Optional.ofNullable(row.getBuffer("sign_out"))
            .map(kept -> master.open(kept.getBytes(), context(userId), "a sign-out"))
            .map(address -> new String(address, UTF_8));
    return new Exchanged(session, signOut);
  }

  private static byte[] context(String userId) {
    return ("sign-out of " + userId).getBytes(UTF_8);
  }

  private static double seconds(Duration duration) {
    return duration.toSeconds();
  }
}
