package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Principal;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.CertificateFilter;
import io.pronto.core.destruction.CertificateJson;
import io.pronto.core.destruction.CertificateStore;
import java.util.Map;

/** What was deleted, in one's own realm. */
public final class DestructionCertificatesApi implements Resource {
  private final CertificateStore certificates;

  /** Reads {@code certificates}. */
  public DestructionCertificatesApi(CertificateStore certificates) {
    this.certificates = certificates;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_destruction_certificates", this::list, "get_destruction_certificate", this::get);
  }

  private Reply list(Request request) {
    var filter =
        new CertificateFilter(
            request.query("category").map(Category::of),
            request.time("issued_at[gte]"),
            request.time("issued_at[lt]"));
    var page =
        switch (request.signedIn().principal()) {
          case Principal.Operator _ -> certificates.operators(filter, request.page());
          case Principal.Member _, Principal.Key _ ->
              certificates.page(request.organisation(), filter, request.page());
        };
    return Reply.page(page.map(CertificateJson::write));
  }

  private Reply get(Request request) {
    var id = request.path("id");
    var found =
        switch (request.signedIn().principal()) {
          case Principal.Operator _ -> certificates.findOperators(id);
          case Principal.Member _, Principal.Key _ -> certificates.find(request.organisation(), id);
        };
    return Reply.ok(found.map(CertificateJson::write).orElseThrow(Problem::notFound));
  }
}
