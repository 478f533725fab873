package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.DomainName;
import io.pronto.core.sso.CannotEnforce;
import io.pronto.core.sso.EmailDomain;
import io.pronto.core.sso.EmailDomains;
import io.pronto.core.sso.TextRecords;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** The domains of an organisation's e-mail addresses. */
public final class EmailDomainsApi implements Resource {
  private static final Duration AWAY = Duration.ofSeconds(30);

  private final EmailDomains domains;
  private final TextRecords records;

  /** Keeps them in {@code domains}, verified by {@code records}. */
  public EmailDomainsApi(EmailDomains domains, TextRecords records) {
    this.domains = domains;
    this.records = records;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_email_domains", this::list,
        "create_email_domain", this::create,
        "get_email_domain", this::read,
        "verify_email_domain", this::verify,
        "delete_email_domain", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(
        domains.list(request.organisation(), request.page()).map(EmailDomainsApi::json));
  }

  private Reply create(Request request) {
    return Reply.created(json(domains.create(request.organisation(), wanted(request))));
  }

  private static DomainName wanted(Request request) {
    try {
      return DomainName.of(request.body().getString("domain"));
    } catch (IllegalArgumentException none) {
      throw Problem.invalid("/domain", "malformed", "Must be a domain, such as example.com");
    }
  }

  private Reply read(Request request) {
    return Reply.ok(json(found(request)));
  }

  private Reply verify(Request request) {
    var domain = found(request);
    if (domain.verifiedAt().isEmpty() && !isPublished(domain)) {
      throw Problem.conflict(
          "record_not_found",
          "No TXT record of %s says %s yet".formatted(domain.recordName(), domain.recordValue()));
    }
    return Reply.ok(
        domains
            .verified(request.organisation(), domain.id())
            .map(EmailDomainsApi::json)
            .orElseThrow(Problem::notFound));
  }

  private boolean isPublished(EmailDomain domain) {
    try {
      return records.of(domain.recordName()).contains(domain.recordValue());
    } catch (TextRecords.Unanswered e) {
      throw Problem.later(503, "dns_unavailable", e.getMessage() + "; try again later", AWAY);
    }
  }

  private Reply delete(Request request) {
    try {
      return Reply.gone(domains.delete(request.organisation(), request.path("id")));
    } catch (CannotEnforce last) {
      throw Problem.conflict(
          "single_sign_on_enforced",
          "It is the last verified domain: end the enforcement of single sign-on first");
    }
  }

  private EmailDomain found(Request request) {
    return domains.find(request.organisation(), request.path("id")).orElseThrow(Problem::notFound);
  }

  private static JsonObject json(EmailDomain domain) {
    return new JsonObject()
        .put("id", domain.id())
        .put("domain", domain.domain().ascii())
        .put("record_name", domain.recordName())
        .put("record_value", domain.recordValue())
        .put("created_at", domain.createdAt())
        .put("verified_at", domain.verifiedAt().orElse(null));
  }
}
