package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.evidence.PackRequest;
import io.pronto.core.evidence.PackRequests;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;

/** Evidence of how an organisation's data are kept, in one archive. */
public final class EvidencePacksApi implements Resource {
  /** As far back as the log of accesses goes where nobody says otherwise. */
  private static final Duration USUAL = Duration.ofDays(365);

  private final PackRequests packs;
  private final Languages languages;
  private final Supplier<URI> publicUrl;
  private final InstantSource clock;

  /** Makes {@code packs}; links are at {@code publicUrl}. */
  public EvidencePacksApi(
      PackRequests packs, Languages languages, Supplier<URI> publicUrl, InstantSource clock) {
    this.packs = packs;
    this.languages = languages;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_evidence_packs", this::list, "create_evidence_pack", this::make);
  }

  private Reply list(Request request) {
    return Reply.page(
        packs.page(request.organisation(), request.page()).map(EvidencePacksApi::json));
  }

  private Reply make(Request request) {
    var body = request.body();
    var until =
        Times.optional(body, "until", "/until")
            .orElse(clock.instant().truncatedTo(ChronoUnit.MICROS));
    var since = Times.optional(body, "since", "/since").orElse(until.minus(USUAL));
    if (!until.isAfter(since)) {
      throw Problem.invalid("/until", "too_early", "Must be later than since");
    }
    var language = body.getString("language");
    var made =
        packs.make(
            request.organisation(),
            since,
            until,
            language == null ? languages.of(request) : language,
            request.callerId());
    return Reply.created(
        json(made.pack()).put("handover", HandoverJson.of(made.offer(), publicUrl.get())));
  }

  private static JsonObject json(PackRequest pack) {
    return new JsonObject()
        .put("id", pack.id())
        .put("since", pack.since())
        .put("until", pack.until())
        .put("language", pack.language())
        .put("made_by", pack.madeBy())
        .put("created_at", pack.createdAt());
  }
}
