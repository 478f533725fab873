package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.organisation.OrganisationSettings;
import io.pronto.core.organisation.OrganisationSettingsStore;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What an organisation decides for itself. */
public final class SettingsApi implements Resource {
  private final OrganisationSettingsStore settings;

  /** Keeps it in {@code settings}. */
  public SettingsApi(OrganisationSettingsStore settings) {
    this.settings = settings;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_settings", this::read, "update_settings", this::change);
  }

  private Reply read(Request request) {
    return reply(settings.find(request.organisation()));
  }

  private Reply change(Request request) {
    return reply(
        settings.change(request.organisation(), before -> changed(before, request.body())));
  }

  private static OrganisationSettings changed(OrganisationSettings before, JsonObject body) {
    return new OrganisationSettings(body.getBoolean("listening_reason", before.listeningReason()));
  }

  private static Reply reply(OrganisationSettings settings) {
    return Reply.ok(new JsonObject().put("listening_reason", settings.listeningReason()));
  }
}
