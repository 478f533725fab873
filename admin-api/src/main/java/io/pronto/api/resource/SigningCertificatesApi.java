package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.identity.BadCredential;
import io.pronto.core.identity.SigningCertificate;
import io.pronto.core.identity.SigningCertificateStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The certificates by which calls are signed, for the operator and for whoever verifies them. */
public final class SigningCertificatesApi implements Resource {
  private static final String SERVED = "/.well-known/stir/";
  private static final String ENDING = ".pem";

  private final SigningCertificateStore certificates;
  private final Supplier<URI> url;

  /**
   * Keeps them in {@code certificates}.
   *
   * @param url the address by which this server is reached, without a slash at its end
   */
  public SigningCertificatesApi(SigningCertificateStore certificates, Supplier<URI> url) {
    this.certificates = certificates;
    this.url = url;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_signing_certificates", this::list,
        "create_signing_certificate", this::create,
        "get_signing_certificate", this::read,
        "update_signing_certificate", this::change,
        "delete_signing_certificate", this::delete,
        "get_signing_chain", this::serve);
  }

  private Reply list(Request request) {
    return Reply.page(certificates.list(request.page()).map(SigningCertificatesApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var elsewhere = Optional.ofNullable(body.getString("x5u"));
    try {
      return Reply.created(
          json(
              certificates.create(
                  body.getString("name"),
                  id -> elsewhere.orElseGet(() -> url.get() + SERVED + id + ENDING),
                  body.getString("chain"),
                  body.getString("private_key"))));
    } catch (BadCredential bad) {
      throw unusable(bad);
    }
  }

  static Problem unusable(BadCredential bad) {
    return Problem.invalid('/' + bad.field(), "unusable", bad.getMessage());
  }

  private Reply read(Request request) {
    return certificates
        .find(request.path("id"))
        .map(certificate -> Reply.ok(json(certificate)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return certificates
        .change(request.path("id"), before -> changed(request, before))
        .map(certificate -> Reply.ok(json(certificate)))
        .orElseThrow(Problem::notFound);
  }

  private static SigningCertificate changed(Request request, SigningCertificate before) {
    request.requireMatch(json(before));
    var body = request.body();
    return new SigningCertificate(
        before.id(),
        body.getString("name", before.name()),
        body.getString("x5u", before.x5u()),
        before.chain(),
        before.expiresAt(),
        before.createdAt());
  }

  private Reply delete(Request request) {
    return Reply.gone(
        certificates.delete(
            request.path("id"), certificate -> request.requireMatch(json(certificate))));
  }

  private Reply serve(Request request) {
    var id = request.path("id").replace(ENDING, "");
    return certificates
        .find(id)
        .<Reply>map(
            certificate ->
                new Reply.Text(
                    "application/pem-certificate-chain",
                    certificate.chain(),
                    Map.of("Cache-Control", "public, max-age=86400")))
        .orElseThrow(Problem::notFound);
  }

  private static JsonObject json(SigningCertificate certificate) {
    var chain = certificate.certificates();
    return new JsonObject()
        .put("id", certificate.id())
        .put("name", certificate.name())
        .put("x5u", certificate.x5u())
        .put("chain", certificate.chain())
        .put("subject", chain.leaf().getSubjectX500Principal().getName())
        .put("service_provider_codes", new JsonArray(chain.codes()))
        .put("expires_at", certificate.expiresAt())
        .put("created_at", certificate.createdAt());
  }
}
