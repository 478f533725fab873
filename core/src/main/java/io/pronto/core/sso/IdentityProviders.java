package io.pronto.core.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.DomainName;
import io.pronto.core.access.Sessions;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The identity providers of organisations, one each at most, and what they share with us. */
public final class IdentityProviders {
  private static final String SELECT =
      """
      select kind, issuer, client_id, groups_claim, just_in_time, enforced, break_glass_user_id
        from identity_provider\
      """;

  private final Database database;
  private final MasterKey master;

  /** Keeps them in {@code database}, their secrets sealed by {@code master}. */
  public IdentityProviders(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /** That of {@code organisation}. */
  public Optional<IdentityProvider> find(OrganisationId organisation) {
    return database.in(organisation, IdentityProviders::read);
  }

  /** The secret that {@code organisation}'s provider and we share. */
  public Optional<String> secret(OrganisationId organisation) {
    return database
        .in(organisation, tx -> tx.one("select client_secret from identity_provider"))
        .map(row -> row.getBuffer(0).getBytes())
        .map(kept -> master.open(kept, context(organisation), "a client secret"))
        .map(secret -> new String(secret, UTF_8));
  }

  /** Whose provider signs in people with addresses of {@code domain}, which is verified. */
  public Optional<OrganisationId> ofDomain(DomainName domain) {
    return database
        .asStranger(tx -> tx.one("select provider_of_domain($1) as id", domain.ascii()))
        .flatMap(row -> Optional.ofNullable(row.getString("id")))
        .map(OrganisationId::new);
  }

  /** Whose provider is {@code issuer}. */
  public List<OrganisationId> ofIssuer(String issuer) {
    return database
        .asStranger(tx -> tx.query("select * from organisations_of_issuer($1)", issuer))
        .stream()
        .map(row -> new OrganisationId(row.getString(0)))
        .toList();
  }

  /**
   * Puts {@code wanted} in the place of what was. Where single sign-on is enforced from now on,
   * sessions that passwords have opened end, but for those of the user whose password goes on to
   * work.
   *
   * @param secret empty to keep the one that is; there must be one
   * @param sparedSession a session that goes on in any case
   * @param check sees what was, locked, and refuses by throwing
   * @throws CannotEnforce if it is to be enforced and cannot be
   */
  public void put(
      OrganisationId organisation,
      IdentityProvider wanted,
      Optional<String> secret,
      String sparedSession,
      Consumer<Optional<IdentityProvider>> check) {
    database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          var before = lock(tx);
          check.accept(before);
          boolean enforcedBefore = before.map(IdentityProvider::enforced).orElse(false);
          if (wanted.enforced()) {
            requireEnforceable(tx, wanted);
          }
          write(tx, organisation, wanted, secret);
          if (wanted.enforced() && !enforcedBefore) {
            Sessions.endThoseByPassword(tx, wanted.breakGlassUserId().orElseThrow(), sparedSession);
          }
          return null;
        });
  }

  private static void requireEnforceable(Tx tx, IdentityProvider wanted) {
    if (!EmailDomains.anyVerified(tx)) {
      throw new CannotEnforce(CannotEnforce.Reason.NO_VERIFIED_DOMAIN);
    }
    boolean opensTheDoor =
        wanted
            .breakGlassUserId()
            .flatMap(
                id ->
                    tx.one(
                        """
                        select from user_account
                         where id = $1 and role = $2 and active and password_hash is not null
                           for update
                        """,
                        id,
                        Role.SUPER_ADMINISTRATOR.code()))
            .isPresent();
    if (!opensTheDoor) {
      throw new CannotEnforce(CannotEnforce.Reason.NO_BREAK_GLASS);
    }
  }

  private void write(
      Tx tx, OrganisationId organisation, IdentityProvider wanted, Optional<String> secret) {
    var sealed =
        secret
            .map(text -> Buffer.buffer(master.seal(text.getBytes(UTF_8), context(organisation))))
            .or(
                () ->
                    tx.one("select client_secret from identity_provider")
                        .map(row -> row.getBuffer(0)))
            .orElseThrow();
    tx.update(
        """
        insert into identity_provider
          (organisation_id, kind, issuer, client_id, client_secret, groups_claim, just_in_time,
           enforced, break_glass_user_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (organisation_id) do update set
          kind = excluded.kind, issuer = excluded.issuer, client_id = excluded.client_id,
          client_secret = excluded.client_secret, groups_claim = excluded.groups_claim,
          just_in_time = excluded.just_in_time, enforced = excluded.enforced,
          break_glass_user_id = excluded.break_glass_user_id
        """,
        organisation.value(),
        wanted.kind().code(),
        wanted.issuer(),
        wanted.clientId(),
        sealed,
        wanted.groupsClaim(),
        wanted.justInTime(),
        wanted.enforced(),
        wanted.breakGlassUserId().orElse(null));
  }

  /**
   * Forgets that of {@code organisation}; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(OrganisationId organisation, Consumer<IdentityProvider> check) {
    return database.in(
        organisation,
        tx -> {
          lock(tx).ifPresent(check);
          return tx.update("delete from identity_provider") > 0;
        });
  }

  /** That of the organisation of {@code tx}, locked against changes. */
  static Optional<IdentityProvider> lock(Tx tx) {
    return tx.one(SELECT + " for update").map(IdentityProviders::provider);
  }

  private static Optional<IdentityProvider> read(Tx tx) {
    return tx.one(SELECT).map(IdentityProviders::provider);
  }

  private static IdentityProvider provider(Row row) {
    return new IdentityProvider(
        IdentityProvider.Kind.of(row.getString("kind")),
        row.getString("issuer"),
        row.getString("client_id"),
        row.getString("groups_claim"),
        row.getBoolean("just_in_time"),
        row.getBoolean("enforced"),
        Optional.ofNullable(row.getString("break_glass_user_id")));
  }

  private static byte[] context(OrganisationId organisation) {
    return ("identity provider of " + organisation.value()).getBytes(UTF_8);
  }
}
