package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.csv.RowFault;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.DeckVersion;
import io.pronto.core.rating.DeckVersionStore;
import io.pronto.core.rating.RateDeck;
import io.pronto.core.rating.RateDeckStore;
import io.pronto.core.rating.RateSheet;
import io.pronto.core.rating.Rerating;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** What decks say, version by version. */
public final class RateDeckVersionsApi implements Resource {
  private static final Duration PAST = Duration.ofMinutes(1);
  private static final Duration LONGEST_PERIOD = Duration.ofDays(92);
  private static final Duration A_WHILE = Duration.ofSeconds(5);

  private final RateDeckStore decks;
  private final DeckVersionStore versions;
  private final Rerating rerating;
  private final InstantSource clock;

  /** A table of 250,000 rows takes some 100 MiB while it is read: one at a time. */
  private final Semaphore reading = new Semaphore(1);

  /** Keeps them in {@code versions}. */
  public RateDeckVersionsApi(
      RateDeckStore decks, DeckVersionStore versions, Rerating rerating, InstantSource clock) {
    this.decks = decks;
    this.versions = versions;
    this.rerating = rerating;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_rate_deck_versions", this::list,
        "create_rate_deck_version", this::create,
        "get_rate_deck_version", this::read,
        "delete_rate_deck_version", this::withdraw,
        "export_rate_deck_version", this::export,
        "rate_again", this::rateAgain);
  }

  private Reply list(Request request) {
    return Reply.page(
        versions.list(request.query("rate_deck_id"), request.page()).map(RatingJson::of));
  }

  private Reply create(Request request) {
    var deck = decks.find(request.path("id")).orElseThrow(Problem::notFound);
    var now = clock.instant();
    var from = request.time("effective_from").orElse(now);
    if (from.isBefore(now.minus(PAST))) {
      throw Problem.invalid(
          "/query/effective_from", "past", "Must not be in the past: calls were rated already");
    }
    if (!reading.tryAcquire()) {
      throw Problem.later(503, "busy", "Another table is being read; try again shortly", A_WHILE);
    }
    try {
      boolean dry = request.query("dry_run").filter("true"::equals).isPresent();
      return answer(sheet(request, deck), deck, from, dry);
    } finally {
      reading.release();
    }
  }

  private static RateSheet sheet(Request request, RateDeck deck) {
    try (var in = new BufferedInputStream(Files.newInputStream(request.table().orElseThrow()))) {
      return RateSheet.read(in, deck.currency());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply answer(RateSheet sheet, RateDeck deck, Instant from, boolean dry) {
    if (dry) {
      return Reply.ok(report(sheet));
    }
    if (sheet.faultCount() > 0) {
      throw Problem.invalid(sheet.faults().stream().map(RateDeckVersionsApi::fault).toList());
    }
    return Reply.created(
        RatingJson.of(
            versions.create(deck.id(), from, sheet.rates()).orElseThrow(Problem::notFound)));
  }

  private static Fault fault(RowFault fault) {
    return new Fault(RowFaults.pointer(fault), fault.code(), fault.detail());
  }

  private static JsonObject report(RateSheet sheet) {
    return new JsonObject()
        .put("rows", sheet.rows())
        .put("error_count", sheet.faultCount())
        .put("errors", RowFaults.json(sheet.faults()));
  }

  private Reply read(Request request) {
    return Reply.ok(RatingJson.of(version(request)));
  }

  private DeckVersion version(Request request) {
    return versions.find(request.path("id")).orElseThrow(Problem::notFound);
  }

  private Reply withdraw(Request request) {
    return Reply.gone(
        versions.delete(
            request.path("id"),
            version -> {
              if (!version.effectiveFrom().isAfter(clock.instant())) {
                throw Problem.conflict(
                    "version_in_use", "It is effective already: upload another one after it");
              }
            }));
  }

  private Reply export(Request request) {
    return RatesCsv.reply(
        version(request), prefix -> versions.ratesAfter(request.path("id"), prefix));
  }

  private static Instant time(JsonObject body, String field) {
    try {
      return OffsetDateTime.parse(body.getString(field)).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.invalid("/" + field, "malformed", "Must be a time that exists");
    }
  }

  private Reply rateAgain(Request request) {
    var version = version(request);
    var deck = decks.find(version.deckId()).orElseThrow(Problem::notFound);
    var body = request.body();
    var from = time(body, "from");
    var until = time(body, "until");
    if (!until.isAfter(from) || until.isAfter(from.plus(LONGEST_PERIOD))) {
      throw Problem.invalid("/until", "period", "Must come after from, by 92 days at most");
    }
    var organisation = Optional.ofNullable(body.getString("organisation_id"));
    var sums = rerating.of(deck, version, from, until, organisation.map(OrganisationId::new));
    return Reply.ok(
        new JsonObject()
            .put("rate_deck_id", deck.id())
            .put("rate_deck_version_id", version.id())
            .put("currency", deck.currency())
            .put("calls", sums.calls())
            .put("calls_without_rate", sums.withoutRate())
            .put("calls_changed", sums.changed())
            .put("before", RatingJson.amount(sums.before()))
            .put("after", RatingJson.amount(sums.after()))
            .put("difference", RatingJson.amount(sums.after().subtract(sums.before())))
            .put(
                "organisations",
                new JsonArray(
                    sums.organisations().entrySet().stream()
                        .map(
                            each ->
                                new JsonObject()
                                    .put("organisation_id", each.getKey())
                                    .put("difference", RatingJson.amount(each.getValue())))
                        .toList())));
  }
}
