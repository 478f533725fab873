package io.pronto.api;

import io.pronto.api.contract.Contract;
import io.vertx.ext.web.Router;

/** What is served beside the operations: the document itself. */
final class Pages {
  private Pages() {}

  static void addTo(Router router, Contract contract) {
    var document = contract.document().toBuffer();
    router
        .get("/openapi.json")
        .handler(
            context ->
                context.response().putHeader("Content-Type", "application/json").end(document));
  }
}
