package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.identity.Anchor;
import io.pronto.core.identity.AnchorStore;
import io.pronto.core.identity.BadCredential;
import io.pronto.core.stir.CertificateChain;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The authorities whose signatures of calls are trusted. */
public final class TrustAnchorsApi implements Resource {
  private final AnchorStore anchors;

  /** Keeps them in {@code anchors}. */
  public TrustAnchorsApi(AnchorStore anchors) {
    this.anchors = anchors;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_trust_anchors", this::list,
        "create_trust_anchor", this::create,
        "get_trust_anchor", this::read,
        "update_trust_anchor", this::change,
        "delete_trust_anchor", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(anchors.list(request.page()).map(TrustAnchorsApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    try {
      return Reply.created(
          json(
              anchors.create(
                  body.getString("name"),
                  body.getString("certificate"),
                  body.getString("revocations", ""))));
    } catch (BadCredential bad) {
      throw SigningCertificatesApi.unusable(bad);
    }
  }

  private Reply read(Request request) {
    return anchors
        .find(request.path("id"))
        .map(anchor -> Reply.ok(json(anchor)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    try {
      return anchors
          .change(request.path("id"), before -> changed(request, before))
          .map(anchor -> Reply.ok(json(anchor)))
          .orElseThrow(Problem::notFound);
    } catch (BadCredential bad) {
      throw SigningCertificatesApi.unusable(bad);
    }
  }

  private static Anchor changed(Request request, Anchor before) {
    request.requireMatch(json(before));
    var body = request.body();
    return new Anchor(
        before.id(),
        body.getString("name", before.name()),
        before.certificate(),
        body.getString("revocations", before.revocations()),
        before.expiresAt(),
        before.createdAt());
  }

  private Reply delete(Request request) {
    return Reply.gone(
        anchors.delete(request.path("id"), anchor -> request.requireMatch(json(anchor))));
  }

  private static JsonObject json(Anchor anchor) {
    var own =
        CertificateChain.parse(anchor.certificate().getBytes(StandardCharsets.US_ASCII)).leaf();
    return new JsonObject()
        .put("id", anchor.id())
        .put("name", anchor.name())
        .put("certificate", anchor.certificate())
        .put("revocations", anchor.revocations())
        .put("subject", own.getSubjectX500Principal().getName())
        .put("expires_at", anchor.expiresAt())
        .put("created_at", anchor.createdAt());
  }
}
