package io.pronto.core.rating;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/** Decks of rates for tests, as an operator would have uploaded them. */
public final class Tariffs {
  private static final Database DATABASE = Ground.database();

  private Tariffs() {}

  /** A carrier that sells at the rates of {@code csv}; its id. */
  public static String carrier(String currency, String csv) {
    var id = carrier();
    deck(RateDeck.Kind.BUYING, Optional.of(id), Optional.empty(), currency, csv);
    return id;
  }

  /** A carrier without a deck; its id. */
  public static String carrier() {
    var id = Id.next("car");
    DATABASE.asOperator(tx -> tx.update("insert into carrier (id, name) values ($1, $1)", id));
    return id;
  }

  /** What {@code carrier} takes in euros, from long ago on. */
  public static void buying(String carrier, String csv) {
    deck(RateDeck.Kind.BUYING, Optional.of(carrier), Optional.empty(), "EUR", csv);
  }

  /** What {@code organisation} pays, from long ago on. */
  public static DeckVersion selling(OrganisationId organisation, String csv) {
    return deck(RateDeck.Kind.SELLING, Optional.empty(), Optional.of(organisation), "EUR", csv);
  }

  private static DeckVersion deck(
      RateDeck.Kind kind,
      Optional<String> carrier,
      Optional<OrganisationId> organisation,
      String currency,
      String csv) {
    var id = RateDeckStore.nextId();
    new RateDeckStore(DATABASE)
        .create(new RateDeck(id, kind, id, carrier, organisation, currency, Instant.EPOCH));
    return version(id, Instant.parse("2020-01-01T00:00:00Z"), currency, csv);
  }

  /** A version of a deck from {@code from} on. */
  public static DeckVersion version(String deck, Instant from, String currency, String csv) {
    try {
      var sheet = RateSheet.read(new ByteArrayInputStream(csv.getBytes(UTF_8)), currency);
      return new DeckVersionStore(DATABASE).create(deck, from, sheet.rates()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
