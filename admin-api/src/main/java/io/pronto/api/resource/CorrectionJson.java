package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.pronto.core.subject.Correction;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is to be put right about somebody, as JSON. */
final class CorrectionJson {
  private CorrectionJson() {}

  /**
   * The corrections of an instruction.
   *
   * @throws Problem 422 where there is none, or one that corrects nothing
   */
  static List<Correction> read(JsonObject body) {
    var all = body.getJsonArray("corrections", new JsonArray());
    if (all.isEmpty()) {
      throw Problem.invalid("/corrections", "required", "Say what is to be put right");
    }
    return IntStream.range(0, all.size())
        .mapToObj(i -> read(all.getJsonObject(i), "/corrections/" + i))
        .toList();
  }

  private static Correction read(JsonObject json, String pointer) {
    var id = json.getString("id");
    var correction =
        switch (json.getString("place")) {
          case "contact" ->
              new Correction.OfContact(
                  id, text(json, "name"), text(json, "company"), numbers(json));
          case "user_account" ->
              new Correction.OfAccount(
                  id, text(json, "name"), text(json, "email").map(at -> address(at, pointer)));
          default ->
              new Correction.OfTranscript(
                  id, required(json, "wrong", pointer), json.getString("right", ""));
        };
    if (correction.fields().isEmpty()) {
      throw Problem.invalid(pointer, "required", "Says nothing that is to be put right");
    }
    return correction;
  }

  private static Optional<String> text(JsonObject json, String field) {
    return Optional.ofNullable(json.getString(field)).map(String::strip);
  }

  private static String required(JsonObject json, String field, String pointer) {
    return Optional.ofNullable(json.getString(field))
        .orElseThrow(() -> Problem.invalid(pointer + '/' + field, "required", "Is missing"));
  }

  private static EmailAddress address(String text, String pointer) {
    try {
      return new EmailAddress(text);
    } catch (InvalidEmail e) {
      throw Problem.invalid(pointer + "/email", "malformed", e.getMessage());
    }
  }

  private static Optional<List<E164>> numbers(JsonObject json) {
    return Optional.ofNullable(json.getJsonArray("numbers"))
        .map(all -> all.stream().map(each -> new E164((String) each)).toList());
  }
}
