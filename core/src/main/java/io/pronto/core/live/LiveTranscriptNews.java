package io.pronto.core.live;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Something that is told of a transcript while its call goes on.
 *
 * @param about whom the call is about by then: without that nobody is told
 * @param place 1, 2, 3, … in its call
 * @param type such as {@code transcript.words}
 * @param lasting false for what the next of the same party stands in the place of: words that may
 *     still change
 * @param data by the names of the API
 */
public record LiveTranscriptNews(
    OrganisationId organisation,
    CallId call,
    LiveParties about,
    long place,
    String type,
    boolean lasting,
    JsonObject data) {
  JsonObject json() {
    return new JsonObject()
        .put("organisation", organisation.value())
        .put("call", call.value())
        .put("about", about.json())
        .put("place", place)
        .put("type", type)
        .put("lasting", lasting)
        .put("data", data);
  }

  /**
   * Reads what {@link #json} has written; empty where that does not say whom it is about, as a
   * server of before that was said does in an upgrade: then nobody may be shown it.
   */
  static Optional<LiveTranscriptNews> read(JsonObject json) {
    return Optional.ofNullable(json.getJsonObject("about"))
        .map(
            about ->
                new LiveTranscriptNews(
                    new OrganisationId(json.getString("organisation")),
                    new CallId(json.getString("call")),
                    LiveParties.read(about),
                    json.getLong("place"),
                    json.getString("type"),
                    json.getBoolean("lasting"),
                    json.getJsonObject("data")));
  }
}
