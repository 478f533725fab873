package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Principal;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.proof.Chain;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Chains to be checked elsewhere, and the key by which that is done. */
public final class ProofsApi implements Resource {
  private final ProofKey key;
  private final ChainExport export;

  /** Shows {@code key}, and hands out by {@code export}. */
  public ProofsApi(ProofKey key, ChainExport export) {
    this.key = key;
    this.export = export;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_proof_key", _ -> Reply.ok(key()),
        "prove_destruction_certificates",
            request -> export(request, Chain.Kind.DESTRUCTION_CERTIFICATES),
        "prove_audit_events", request -> export(request, Chain.Kind.AUDIT_EVENTS));
  }

  private JsonObject key() {
    return new JsonObject()
        .put("algorithm", "Ed25519")
        .put("public_key", key.publicKey().pem())
        .put("fingerprint", key.publicKey().fingerprint());
  }

  private Reply export(Request request, Chain.Kind kind) {
    var chain = new Chain(kind, organisation(request));
    key.publicKey(); // where it cannot be read, that is answered, and not a half of an export
    var headers =
        Map.of(
            "Content-Type",
            "application/jsonl",
            "Content-Disposition",
            "attachment; filename=\"%s.jsonl\"".formatted(kind.text()));
    return new Reply.Bytes(200, headers, -1, out -> export.write(chain, out));
  }

  private static Optional<OrganisationId> organisation(Request request) {
    return switch (request.signedIn().principal()) {
      case Principal.Operator _ -> Optional.empty();
      case Principal.Member _, Principal.Key _ -> Optional.of(request.organisation());
    };
  }
}
