package io.pronto.core.access;

import io.pronto.core.AddressRange;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import io.vertx.sqlclient.Row;
import java.net.InetAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API keys of organisations. */
public final class ApiKeys {
  private static final String PREFIX = "pronto_key_";
  private static final String SELECT =
      """
      select id, name, scopes, addresses::text[] as addresses, created_by, created_at, expires_at,
             used_at, host(used_from) as used_from
        from api_key\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public ApiKeys(Database database) {
    this.database = database;
  }

  /**
   * A key to be made.
   *
   * @param scopes one at least, each {@linkplain Scope#grantableBy grantable} by its maker
   */
  public record NewApiKey(
      String name, List<Scope> scopes, List<AddressRange> addresses, Optional<Instant> expiresAt) {
    /** Copies the lists. */
    public NewApiKey {
      scopes = List.copyOf(scopes);
      addresses = List.copyOf(addresses);
    }
  }

  /** A key just made, and its token, which nobody is told again. */
  public record Created(ApiKey key, String token) {
    /** Leaves out the token. */
    @Override
    public String toString() {
      return key.id();
    }
  }

  /** Says whether {@code token} is meant to be a key's. */
  public static boolean isKey(String token) {
    return token.startsWith(PREFIX);
  }

  /** Makes one. Refused by {@code api_key_name} when another has the same name. */
  public Created create(OrganisationId organisation, String createdBy, NewApiKey wanted) {
    var token = Token.next(PREFIX);
    var id = Id.next("key");
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into api_key
                (id, organisation_id, name, token_hash, scopes, addresses, created_by, expires_at)
              values ($1, $2, $3, $4, $5, $6::text[]::cidr[], $7, $8)
              """,
              id,
              organisation.value(),
              wanted.name(),
              token.hash(),
              wanted.scopes().stream().map(Scope::code).distinct().toArray(String[]::new),
              wanted.addresses().stream().map(AddressRange::toString).toArray(String[]::new),
              createdBy,
              wanted.expiresAt().map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null));
          return new Created(read(tx, id).orElseThrow(), token.value());
        });
  }

  /** A page of all. */
  public Page<ApiKey> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation, tx -> new Listing(SELECT, "id").page(tx, request, ApiKeys::key, ApiKey::id));
  }

  /** The one of that id. */
  public Optional<ApiKey> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /** Deletes the one of that id, which works no longer; false when there is none. */
  public boolean delete(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> tx.update("delete from api_key where id = $1", id) > 0);
  }

  /** Which key {@code token} is, if it may be used now and from {@code address}; notes its use. */
  public Optional<SignedIn> find(String token, InetAddress address) {
    return database
        .ask(
            "select * from api_key_by_token($1, $2::text::inet)",
            new Token(token).hash(),
            address.getHostAddress().replaceFirst("%.*", ""))
        .map(ApiKeys::signedIn);
  }

  /** What its maker may no longer do, the key does neither. */
  private static SignedIn signedIn(Row row) {
    var id = row.getString("id");
    var maker = Role.of(row.getString("role"));
    return new SignedIn(
        id,
        new Principal.Key(
            id,
            new OrganisationId(row.getString("organisation_id")),
            scopes(row)
                .filter(scope -> scope.permission().of(maker) == Reach.ALL)
                .collect(Collectors.toUnmodifiableSet())));
  }

  private static Optional<ApiKey> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(ApiKeys::key);
  }

  private static ApiKey key(Row row) {
    return new ApiKey(
        row.getString("id"),
        row.getString("name"),
        scopes(row).toList(),
        List.of(row.getArrayOfStrings("addresses")),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        time(row, "expires_at"),
        time(row, "used_at"),
        Optional.ofNullable(row.getString("used_from")));
  }

  private static Stream<Scope> scopes(Row row) {
    return Stream.of(row.getArrayOfStrings("scopes")).map(Scope::of);
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
