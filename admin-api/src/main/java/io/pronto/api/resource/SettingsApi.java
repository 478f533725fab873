package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.organisation.OrganisationSettings;
import io.pronto.core.organisation.OrganisationSettingsStore;
import io.pronto.core.organisation.SupervisionNotice;
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
    return Reply.ok(json(settings.find(request.organisation())));
  }

  private Reply change(Request request) {
    return Reply.ok(
        json(settings.change(request.organisation(), before -> changed(request, before))));
  }

  private static OrganisationSettings changed(Request request, OrganisationSettings before) {
    request.requireMatch(json(before));
    return new OrganisationSettings(
        request.body().getBoolean("listening_reason", before.listeningReason()),
        TranscriptionJson.changed(before.transcription(), request.body()),
        SupervisionNotice.of(
            request.body().getString("supervision_notice", before.supervisionNotice().code())));
  }

  private static JsonObject json(OrganisationSettings settings) {
    return new JsonObject()
        .put("listening_reason", settings.listeningReason())
        .put("transcription", TranscriptionJson.of(settings.transcription()))
        .put("supervision_notice", settings.supervisionNotice().code());
  }
}
