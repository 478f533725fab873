package io.pronto.core.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.NamedServers;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Where organisations let the sound of their live calls be sent. */
public final class StreamDestinationStore {
  /** As the table has it. */
  private static final Pattern LISTED = Pattern.compile("wss?://[^?#@]+");

  private final Database database;
  private final MasterKey master;
  private final NamedServers servers;

  /**
   * Keeps them in {@code database}.
   *
   * @param master seals their tokens
   * @param servers which may be listed
   */
  public StreamDestinationStore(Database database, MasterKey master, NamedServers servers) {
    this.database = database;
    this.master = master;
    this.servers = servers;
  }

  /**
   * What is to be listed.
   *
   * @param token what it is shown; visible ASCII characters
   */
  public record Wanted(String name, URI url, Optional<String> token, boolean unredacted) {}

  /** A page of those of {@code organisation}. */
  public Page<StreamDestination> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing("select * from stream_destination", "id")
                .page(tx, request, StreamDestinationStore::read, StreamDestination::id));
  }

  /** That of {@code organisation} with that id. */
  public Optional<StreamDestination> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> find(tx, id));
  }

  /**
   * Reads the address of a server that may be listed: over TLS, with a host, and without user,
   * query and fragment, nor the sign {@code @} anywhere.
   *
   * @throws Unreachable if it is none
   */
  public URI address(String text) {
    var address = servers.address(text);
    if (!LISTED.matcher(text).matches()) {
      throw new Unreachable(
          "An address has no query and no @ here, a secret is the token: " + text);
    }
    return address;
  }

  /**
   * Lists {@code wanted}. Refused by {@code stream_destination_name} when there is one of that
   * name.
   *
   * @param by the id of whoever does so
   */
  public StreamDestination add(OrganisationId organisation, Wanted wanted, String by) {
    var id = Id.next("dst");
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into stream_destination
                (id, organisation_id, name, url, sealed_token, unredacted, created_by)
              values ($1, $2, $3, $4, $5, $6, $7)
              """,
              id,
              organisation.value(),
              wanted.name(),
              wanted.url().toString(),
              wanted.token().map(token -> sealed(id, token)).orElse(null),
              wanted.unredacted(),
              by);
          return find(tx, id).orElseThrow();
        });
  }

  /** Takes one off the list; false when there is none. */
  public boolean remove(OrganisationId organisation, String id) {
    return database.in(
        organisation, tx -> tx.update("delete from stream_destination where id = $1", id) > 0);
  }

  /**
   * Tells {@code news} of which organisation one was taken off the list; empty where that may have
   * been any. It runs on an event loop: it must not block.
   */
  public void onRemoved(Consumer<Optional<OrganisationId>> news) {
    database.onNotice(
        "stream_destination_removed",
        () -> news.accept(Optional.empty()),
        organisation -> news.accept(Optional.of(new OrganisationId(organisation))));
  }

  /**
   * What {@code destination} is shown as a bearer token; empty: nothing.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another key has sealed it
   */
  public Optional<String> token(StreamDestination destination) {
    var id = destination.id();
    return destination
        .sealedToken()
        .map(kept -> master.open(kept.getBytes(), context(id), "the token of " + id))
        .map(token -> new String(token, US_ASCII));
  }

  private Buffer sealed(String id, String token) {
    return Buffer.buffer(master.seal(token.getBytes(US_ASCII), context(id)));
  }

  private static byte[] context(String id) {
    return ("stream token " + id).getBytes(US_ASCII);
  }

  private static Optional<StreamDestination> find(Tx tx, String id) {
    return tx.one("select * from stream_destination where id = $1", id)
        .map(StreamDestinationStore::read);
  }

  private static StreamDestination read(Row row) {
    return new StreamDestination(
        row.getString("id"),
        row.getString("name"),
        URI.create(row.getString("url")),
        Optional.ofNullable(row.getBuffer("sealed_token")),
        row.getBoolean("unredacted"),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
