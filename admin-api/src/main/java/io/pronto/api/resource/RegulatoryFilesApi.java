package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.RegulatoryFile;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.rental.RentalRefused;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What customers prove for numbers, and what the operator decides about it. */
public final class RegulatoryFilesApi implements Resource {
  private static final List<String> DOCUMENTS = List.of("identity", "address", "proof");

  /** How files of each type begin. */
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "application/pdf", "%PDF-",
          "image/jpeg", "\u00ff\u00d8\u00ff",
          "image/png", "\u0089PNG");

  private final RegulatoryFiles files;

  /** Keeps them in {@code files}. */
  public RegulatoryFilesApi(RegulatoryFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_regulatory_files", this::list,
        "create_regulatory_file", this::create,
        "get_regulatory_file", this::read,
        "list_regulatory_reviews", this::listAll,
        "get_regulatory_review", this::open,
        "decide_regulatory_review", this::decide);
  }

  private Reply list(Request request) {
    return Reply.page(
        files.list(request.organisation(), request.page()).map(RegulatoryFilesApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var documents = DOCUMENTS.stream().filter(body::containsKey).collect(Collectors.toSet());
    if (documents.isEmpty()) {
      throw Problem.invalid(
          "/identity", "required", "One of identity, address and proof is needed");
    }
    if (documents.contains("proof")) {
      requireFile(body.getJsonObject("proof"));
    }
    return Reply.created(
        json(
            files.handIn(
                request.organisation(),
                body.getString("country"),
                body.getString("type"),
                Set.copyOf(documents),
                contents(body, documents))));
  }

  private static JsonObject contents(JsonObject body, Set<String> documents) {
    var contents = new JsonObject();
    documents.forEach(document -> contents.put(document, body.getValue(document)));
    return contents;
  }

  /** What it says to be, it must begin like. */
  private static void requireFile(JsonObject proof) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(proof.getString("content"));
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("/proof/content", "malformed", "Must be base64");
    }
    var beginning = BEGINNINGS.get(proof.getString("content_type"));
    boolean same = bytes.length >= beginning.length();
    for (int i = 0; same && i < beginning.length(); i++) {
      same = (bytes[i] & 0xff) == beginning.charAt(i);
    }
    if (!same) {
      throw Problem.invalid("/proof/content", "not_a_file", "Is not of that content_type");
    }
  }

  private Reply read(Request request) {
    return files
        .find(request.organisation(), request.path("id"))
        .map(file -> Reply.ok(json(file)))
        .orElseThrow(Problem::notFound);
  }

  private Reply listAll(Request request) {
    return Reply.page(
        files.listAll(request.query("state"), request.page()).map(RegulatoryFilesApi::owned));
  }

  private Reply open(Request request) {
    return files
        .open(request.path("id"))
        .map(opened -> Reply.ok(owned(opened.file()).put("contents", opened.contents())))
        .orElseThrow(Problem::notFound);
  }

  private Reply decide(Request request) {
    var body = request.body();
    boolean approved = body.getString("decision").equals("approved");
    var reason = Optional.ofNullable(body.getString("reason")).filter(text -> !text.isBlank());
    if (!approved && reason.isEmpty()) {
      throw Problem.invalid("/reason", "required", "Whoever is rejected is told why");
    }
    try {
      return files
          .decide(request.path("id"), approved ? Optional.empty() : reason)
          .map(file -> Reply.ok(owned(file)))
          .orElseThrow(Problem::notFound);
    } catch (RentalRefused refused) {
      throw Rentals.problem(refused, "/decision");
    }
  }

  private static JsonObject json(RegulatoryFile file) {
    return new JsonObject()
        .put("id", file.id())
        .put("country", file.country())
        .put("type", file.type())
        .put("documents", new JsonArray(file.documents().stream().sorted().toList()))
        .put("state", file.state().code())
        .put("reason", file.reason())
        .put("created_at", file.createdAt())
        .put("reviewed_at", file.reviewedAt().orElse(null));
  }

  private static JsonObject owned(RegulatoryFile file) {
    OrganisationId organisation = file.organisation();
    return json(file).put("organisation_id", organisation.value());
  }
}
