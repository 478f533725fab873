package io.pronto.core.contract;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.proof.Chain;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/**
 * An organisation's audit log and its certificates of destruction as files of an archive, as {@code
 * ./pronto verify} checks them by the public key alone.
 */
final class ReturnedChains {
  private final ChainExport chains;
  private final ProofKey key;

  ReturnedChains(ChainExport chains, ProofKey key) {
    this.chains = chains;
    this.key = key;
  }

  /**
   * Writes both.
   *
   * @param missing takes what is not whole
   * @return how many links there were, by the table that has them
   */
  JsonObject write(OrganisationId organisation, SummedFiles out, JsonArray missing)
      throws IOException {
    var links = new JsonObject();
    out.text("proofs/proof_key.pem", key.publicKey().pem());
    for (var kind : Chain.Kind.values()) {
      var name = "proofs/%s.jsonl".formatted(kind.text());
      try (var file = out.entry(name)) {
        var written = chains.write(new Chain(kind, Optional.of(organisation)), file);
        links.put(table(kind), written.links());
        written
            .fault()
            .ifPresent(why -> missing.add(new JsonObject().put("file", name).put("why", why)));
      }
    }
    return links;
  }

  private static String table(Chain.Kind kind) {
    return switch (kind) {
      case AUDIT_EVENTS -> "audit_event";
      case DESTRUCTION_CERTIFICATES -> "destruction_certificate";
    };
  }
}
