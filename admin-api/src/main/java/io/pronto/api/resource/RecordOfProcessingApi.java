package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.processing.RecordOfProcessing;
import io.pronto.core.processing.RecordPage;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The record of processing activities (GDPR art. 30), of an organisation or of the operator. */
public final class RecordOfProcessingApi implements Resource {
  private static final String NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'";

  private final RecordOfProcessing record;
  private final Languages languages;

  /** Makes {@code record}. */
  public RecordOfProcessingApi(RecordOfProcessing record, Languages languages) {
    this.record = record;
    this.languages = languages;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_record_of_processing",
        request -> Reply.ok(of(request)),
        "get_record_of_processing_page",
        this::page);
  }

  private JsonObject of(Request request) {
    var language = request.query("language").orElseGet(() -> languages.of(request));
    return SubprocessorsApi.reader(request)
        .map(organisation -> record.ofOrganisation(organisation, language))
        .orElseGet(() -> record.ofOperator(language));
  }

  private Reply page(Request request) {
    var json = of(request);
    return new Reply.Text(
        "text/html; charset=utf-8",
        RecordPage.of(json),
        Map.of(
            "Content-Language",
            json.getString("language"),
            "Cache-Control",
            "no-store",
            "Content-Security-Policy",
            NOTHING_ELSE));
  }
}
