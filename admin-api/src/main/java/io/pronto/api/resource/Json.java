package io.pronto.api.resource;

import io.pronto.core.access.SignUp;
import io.pronto.core.carrier.Carrier;
import io.pronto.core.device.Device;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.numbering.NumberBlock;
import io.pronto.core.numbering.PhoneNumber;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.people.Team;
import io.pronto.core.people.User;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** How what is administered reads in JSON, as the document's schemas say. */
final class Json {
  private Json() {}

  static JsonObject of(Organisation organisation, String sipDomain) {
    return new JsonObject()
        .put("id", organisation.id().value())
        .put("name", organisation.name())
        .put("country", organisation.country())
        .put("domain", organisation.domain(sipDomain))
        .put("created_at", organisation.createdAt());
  }

  static JsonObject of(SignUp signUp) {
    var json =
        new JsonObject().put("mailed", signUp.mailed()).put("expires_at", signUp.expiresAt());
    return signUp.mailed() ? json : json.put("token", signUp.token()).put("path", signUp.path());
  }

  static JsonObject of(User user) {
    return new JsonObject()
        .put("id", user.id())
        .put("email", user.email())
        .put("name", user.name())
        .put("role", user.role().code())
        .put("language", user.language())
        .put("extension", user.extension())
        .put("caller_id", user.callerId().map(Object::toString).orElse(null))
        .put("signed_up", user.signedUp())
        .put("active", user.active())
        .put("created_at", user.createdAt());
  }

  static JsonObject of(Team team) {
    return new JsonObject()
        .put("id", team.id())
        .put("name", team.name())
        .put("members", new JsonArray(team.members().stream().sorted().toList()))
        .put("created_at", team.createdAt());
  }

  static JsonObject of(Device device) {
    return new JsonObject()
        .put("id", device.id())
        .put("user_id", device.userId())
        .put("kind", device.kind())
        .put("username", device.addressOfRecord().username())
        .put("domain", device.addressOfRecord().domain())
        .put("extension", device.extension())
        .put("location", device.location().map(DeviceLocation::json).orElse(null))
        .put("media_encryption", device.encryption().code())
        .put("created_at", device.createdAt());
  }

  static JsonObject of(Carrier carrier) {
    return new JsonObject()
        .put("id", carrier.id())
        .put("name", carrier.name())
        .put("subprocessor_id", SubprocessorJson.id(carrier.processedBy()))
        .put("created_at", carrier.createdAt());
  }

  static JsonObject of(NumberBlock block) {
    return new JsonObject()
        .put("id", block.id())
        .put("carrier_id", block.carrierId())
        .put("first", block.first().value())
        .put("last", block.last().value())
        .put("first_shown", Notation.INTERNATIONAL.write(block.first()))
        .put("last_shown", Notation.INTERNATIONAL.write(block.last()))
        .put("country", block.country())
        .put("type", block.type())
        .put("created_at", block.createdAt());
  }

  static JsonObject of(PhoneNumber number, Notation notation) {
    return new JsonObject()
        .put("number", number.number().value())
        .put("shown", notation.write(number.number()))
        .put("country", number.country())
        .put("type", number.type())
        .put("label", number.label())
        .put(
            "destination",
            number
                .userId()
                .map(id -> new JsonObject().put("type", "user").put("id", id))
                .or(
                    () ->
                        number
                            .conferenceId()
                            .map(id -> new JsonObject().put("type", "conference").put("id", id)))
                .orElse(null))
        .put("recording", RecordingPolicyJson.of(number.recording()))
        .put("transcription", TranscriptionJson.of(number.transcription()))
        .put("created_at", number.rentedAt());
  }
}
