package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.identity.BadCredential;
import io.pronto.core.identity.TrunkIdentity;
import io.pronto.core.identity.TrunkIdentity.Verification;
import io.pronto.core.identity.TrunkIdentityStore;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Whether a trunk's calls are signed and verified. */
public final class TrunkIdentityApi implements Resource {
  private final TrunkIdentityStore identities;

  /** Keeps it in {@code identities}. */
  public TrunkIdentityApi(TrunkIdentityStore identities) {
    this.identities = identities;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_trunk_identity", this::read, "replace_trunk_identity", this::replace);
  }

  private Reply read(Request request) {
    return identities
        .find(request.path("id"))
        .map(identity -> Reply.ok(json(identity)))
        .orElseThrow(Problem::notFound);
  }

  private Reply replace(Request request) {
    var body = request.body();
    var wanted =
        new TrunkIdentity(
            Optional.ofNullable(body.getString("certificate_id")),
            body.getBoolean("shows_callers", false),
            Verification.of(body.getString("verification")));
    if (wanted.showsCallers() && wanted.certificateId().isEmpty()) {
      throw Problem.invalid(
          "/shows_callers", "not_signed", "Is only for trunks whose calls are signed");
    }
    try {
      return identities
          .put(request.path("id"), wanted, before -> request.requireMatch(json(before)))
          .map(identity -> Reply.ok(json(identity)))
          .orElseThrow(Problem::notFound);
    } catch (BadCredential none) {
      throw Problem.invalid("/certificate_id", "not_found", none.getMessage());
    }
  }

  private static JsonObject json(TrunkIdentity identity) {
    return new JsonObject()
        .put("certificate_id", identity.certificateId().orElse(null))
        .put("shows_callers", identity.showsCallers())
        .put("verification", identity.verification().code());
  }
}
