package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.numbering.E164;
import io.pronto.core.prompt.Announcement;
import io.pronto.core.prompt.Unconfirmed;
import io.pronto.core.prompt.VoiceChoices;
import io.pronto.core.prompt.VoiceChoicesStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which prompts an organisation has heard where. */
public final class VoicesApi implements Resource {
  /** What whoever replaces the notice that may be refused must confirm. */
  static final String CONFIRM =
      "The notice that it replaces says that key 9 refuses the recording: confirm by true that this"
          + " one says so too";

  private final VoiceChoicesStore choices;

  /** Keeps them in {@code choices}. */
  public VoicesApi(VoiceChoicesStore choices) {
    this.choices = choices;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_voices", this::read, "update_voices", this::change);
  }

  private Reply read(Request request) {
    return Reply.ok(json(choices.find(request.organisation())));
  }

  private Reply change(Request request) {
    var body = request.body();
    try {
      return Reply.ok(
          json(
              choices.change(
                  request.organisation(),
                  before -> {
                    request.requireMatch(json(before));
                    return changed(before, body);
                  },
                  body.getBoolean("names_key_9", false))));
    } catch (Unconfirmed e) {
      throw Problem.invalid("/names_key_9", "confirmation_required", CONFIRM);
    } catch (VoiceChoicesStore.NoSuchChoice e) {
      throw Problem.invalid(
          pointer(body, e.chosen()),
          "not_found",
          e.isNumber()
              ? "Must be a number that the organisation rents"
              : "Must be a prompt of the organisation that says something");
    }
  }

  private static VoiceChoices changed(VoiceChoices before, JsonObject body) {
    return new VoiceChoices(
        VoiceChoices.Hold.of(body.getString("music_on_hold", before.hold().code())),
        body.containsKey("hold_music")
            ? Optional.ofNullable(body.getString("hold_music"))
            : before.music(),
        body.containsKey("hold_music_of_numbers")
            ? ofNumbers(body.getJsonArray("hold_music_of_numbers"))
            : before.musicOfNumbers(),
        announcements(before, body.getJsonObject("announcements", new JsonObject())));
  }

  private static Map<E164, String> ofNumbers(JsonArray items) {
    var numbers = new HashMap<E164, String>();
    for (int i = 0; i < items.size(); i++) {
      var item = items.getJsonObject(i);
      if (numbers.put(new E164(item.getString("number")), item.getString("prompt_id")) != null) {
        throw Problem.invalid(
            "/hold_music_of_numbers/" + i + "/number", "repeated", "The number has music already");
      }
    }
    return numbers;
  }

  private static Map<Announcement, String> announcements(VoiceChoices before, JsonObject body) {
    var announcements = new EnumMap<Announcement, String>(Announcement.class);
    announcements.putAll(before.announcements());
    for (var given : body) {
      var announcement = Announcement.named(given.getKey()).orElseThrow();
      if (given.getValue() == null) {
        announcements.remove(announcement);
      } else {
        announcements.put(announcement, (String) given.getValue());
      }
    }
    return announcements;
  }

  /** Where in {@code body} the prompt or the number stands. */
  private static String pointer(JsonObject body, String chosen) {
    var numbers = body.getJsonArray("hold_music_of_numbers", new JsonArray());
    for (int i = 0; i < numbers.size(); i++) {
      for (var field : numbers.getJsonObject(i)) {
        if (chosen.equals(field.getValue())) {
          return "/hold_music_of_numbers/" + i + '/' + field.getKey();
        }
      }
    }
    for (var announcement : body.getJsonObject("announcements", new JsonObject())) {
      if (chosen.equals(announcement.getValue())) {
        return "/announcements/" + announcement.getKey();
      }
    }
    return "/hold_music";
  }

  private static JsonObject json(VoiceChoices choices) {
    var numbers = new TreeMap<String, String>();
    choices.musicOfNumbers().forEach((number, prompt) -> numbers.put(number.value(), prompt));
    var list = new JsonArray();
    numbers.forEach(
        (number, prompt) ->
            list.add(new JsonObject().put("number", number).put("prompt_id", prompt)));
    var announcements = new JsonObject();
    Arrays.stream(Announcement.values())
        .forEach(one -> announcements.put(one.code(), choices.announcements().get(one)));
    return new JsonObject()
        .put("music_on_hold", choices.hold().code())
        .put("hold_music", choices.music().orElse(null))
        .put("hold_music_of_numbers", list)
        .put("announcements", announcements);
  }
}
