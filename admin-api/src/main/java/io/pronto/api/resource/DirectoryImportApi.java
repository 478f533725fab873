package io.pronto.api.resource;

import io.pronto.api.directory.DirectoryFault;
import io.pronto.api.directory.DirectoryHosts;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.provisioning.DirectoryImport;
import io.pronto.core.provisioning.DirectoryImports;
import io.pronto.core.provisioning.DirectoryImports.Kept;
import io.pronto.core.provisioning.DirectoryRun;
import io.pronto.core.provisioning.DirectoryRun.Skipped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which directory an organisation's people are read from. */
public final class DirectoryImportApi implements Resource {
  private static final int DAILY = 24 * 60;

  private final DirectoryImports imports;
  private final DirectoryHosts hosts;

  /** Keeps it in {@code imports}, where {@code hosts} knows its server. */
  public DirectoryImportApi(DirectoryImports imports, DirectoryHosts hosts) {
    this.imports = imports;
    this.hosts = hosts;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_directory_import", this::read,
        "replace_directory_import", this::replace,
        "delete_directory_import", this::delete,
        "run_directory_import", this::run);
  }

  private Reply read(Request request) {
    return Reply.ok(
        imports
            .find(request.organisation())
            .map(DirectoryImportApi::json)
            .orElseThrow(Problem::notFound));
  }

  private Reply replace(Request request) {
    var wanted = wanted(request.body());
    var token = Optional.ofNullable(request.body().getString("token"));
    return Reply.ok(
        json(
            imports.put(
                request.organisation(),
                wanted,
                token,
                before -> {
                  request.requireMatch(
                      before.map(DirectoryImportApi::json).orElseGet(JsonObject::new));
                  requireToken(wanted, token, before);
                })));
  }

  private DirectoryImport wanted(JsonObject body) {
    return new DirectoryImport(
        body.getString("kind"),
        server(body.getString("url")),
        body.getInteger("interval_minutes", DAILY),
        body.getBoolean("enabled", true));
  }

  private String server(String url) {
    try {
      return hosts.server(url).toString();
    } catch (DirectoryFault fault) {
      throw Problem.invalid("/url", "unreachable", fault.getMessage());
    }
  }

  /** A token is for the server that it was given for, and is sent to no other. */
  private static void requireToken(
      DirectoryImport wanted, Optional<String> token, Optional<Kept> before) {
    boolean sameServer =
        before.filter(kept -> kept.directory().url().equals(wanted.url())).isPresent();
    if (token.isEmpty() && !sameServer) {
      throw Problem.invalid("/token", "required", "Is needed for a new address");
    }
  }

  private Reply delete(Request request) {
    return Reply.gone(
        imports.delete(request.organisation(), before -> request.requireMatch(json(before))));
  }

  private Reply run(Request request) {
    boolean forced = request.query("force").map(Boolean::valueOf).orElse(false);
    var asked = imports.ask(request.organisation(), forced, DirectoryImportApi::requireAtRest);
    return new Reply.Json(202, json(asked.orElseThrow(Problem::notFound)));
  }

  private static void requireAtRest(Kept kept) {
    switch (kept.run().map(DirectoryRun::state).orElse(DirectoryRun.State.SUCCEEDED)) {
      case QUEUED, RUNNING ->
          throw Problem.conflict("run_under_way", "A run is under way: ask again when it is over");
      case SUCCEEDED, FAILED -> {}
    }
  }

  private static JsonObject json(Kept kept) {
    return new JsonObject()
        .put("kind", kept.directory().kind())
        .put("url", kept.directory().url())
        .put("interval_minutes", kept.directory().intervalMinutes())
        .put("enabled", kept.directory().enabled())
        .put("last_run", kept.run().map(DirectoryImportApi::json).orElse(null));
  }

  private static JsonObject json(DirectoryRun run) {
    var outcome = run.outcome();
    return new JsonObject()
        .put("state", run.state().code())
        .put("created", outcome.created())
        .put("changed", outcome.changed())
        .put("deactivated", outcome.deactivated())
        .put("skipped", skipped(outcome.skipped()))
        .put("error", run.error().orElse(null))
        .put("started_at", run.startedAt().orElse(null))
        .put("finished_at", run.finishedAt().orElse(null));
  }

  private static JsonArray skipped(List<Skipped> skipped) {
    var json = new JsonArray();
    skipped.forEach(
        each ->
            json.add(
                new JsonObject()
                    .put("external_id", each.externalId())
                    .put("name", each.name())
                    .put("reason", each.reason())));
    return json;
  }
}
