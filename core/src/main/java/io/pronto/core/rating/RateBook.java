package io.pronto.core.rating;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which decks there are, which versions each has, and how organisations pay: at one moment. */
public final class RateBook {
  static final RateBook EMPTY =
      new RateBook(
          List.of(),
          List.of(),
          Map.of(),
          version -> {
            throw new IllegalStateException("There is no " + version.id());
          });

  private final Map<String, Deck> buying = new HashMap<>();
  private final Map<OrganisationId, Deck> selling = new HashMap<>();
  private final Map<String, Deck> byDefault = new HashMap<>();
  private final Map<OrganisationId, Terms> terms;
  private final Function<DeckVersion, RateTable> tables;

  /** A deck and its versions, the newest first. */
  record Deck(RateDeck deck, List<DeckVersion> versions) {
    Optional<DeckVersion> at(Instant moment) {
      for (var version : versions) {
        if (!version.effectiveFrom().isAfter(moment)) {
          return Optional.of(version);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * A book of {@code decks}.
   *
   * @param versions of any of them
   * @param terms by which organisations pay
   * @param tables finds the rates of a version
   */
  public RateBook(
      List<RateDeck> decks,
      List<DeckVersion> versions,
      Map<OrganisationId, Terms> terms,
      Function<DeckVersion, RateTable> tables) {
    this.terms = Map.copyOf(terms);
    this.tables = tables;
    for (var deck : decks) {
      var own =
          versions.stream()
              .filter(version -> version.deckId().equals(deck.id()))
              .sorted(Comparator.comparing(DeckVersion::effectiveFrom).reversed())
              .toList();
      put(new Deck(deck, own));
    }
  }

  private void put(Deck deck) {
    deck.deck().carrierId().ifPresent(carrier -> buying.put(carrier, deck));
    deck.deck().organisation().ifPresent(organisation -> selling.put(organisation, deck));
    if (deck.deck().carrierId().isEmpty() && deck.deck().organisation().isEmpty()) {
      byDefault.put(deck.deck().currency(), deck);
    }
  }

  Optional<Deck> buying(String carrierId) {
    return Optional.ofNullable(buying.get(carrierId));
  }

  RateTable table(DeckVersion version) {
    return tables.apply(version);
  }

  boolean buys() {
    return !buying.isEmpty();
  }

  /** Those by which the organisation is billed, its own before the one of its currency. */
  List<Deck> selling(OrganisationId organisation) {
    var currency = terms(organisation).map(Terms::currency);
    return Stream.of(
            Optional.ofNullable(selling.get(organisation))
                .filter(deck -> currency.equals(Optional.of(deck.deck().currency()))),
            currency.map(byDefault::get))
        .flatMap(Optional::stream)
        .toList();
  }

  Optional<Terms> terms(OrganisationId organisation) {
    return Optional.ofNullable(terms.get(organisation));
  }

  /** The versions that hold at {@code moment} or will. */
  List<DeckVersion> from(Instant moment) {
    return Stream.of(buying, selling, byDefault)
        .flatMap(decks -> decks.values().stream())
        .flatMap(
            deck ->
                deck.versions().stream()
                    .filter(
                        version ->
                            version.effectiveFrom().isAfter(moment)
                                || deck.at(moment).equals(Optional.of(version))))
        .toList();
  }
}
