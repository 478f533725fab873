package io.pronto.api;

import io.pronto.api.contract.Contract;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is served beside the operations: the document, a page that shows it, the first screen. */
final class Pages {
  private static final List<String> LANGUAGES = List.of("en", "fr", "it");
  private static final String ONLY_OURS =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "media-src blob:; img-src data:; base-uri 'none'; form-action 'self'; "
          + "frame-ancestors 'none'";

  private Pages() {}

  /**
   * Adds them.
   *
   * @param mail whether mail is sent, without which nobody is offered any
   */
  static void addTo(Router router, Contract contract, boolean mail) {
    var document = contract.document().toBuffer();
    router.get("/openapi.json").handler(context -> send(context, "application/json", document));
    var docs = file("docs.html");
    router.get("/docs").handler(context -> send(context, "text/html", docs));
    for (var name :
        List.of(
            "screen.js",
            "page.js",
            "breaches.js",
            "compliance.js",
            "contract.js",
            "numbers.js",
            "restrictions.js",
            "texts.js",
            "docs.js",
            "screen.css",
            "register.css")) {
      var type = name.endsWith(".css") ? "text/css" : "text/javascript";
      var body = file(name);
      router.get("/screen/" + name).handler(context -> send(context, type, body));
    }
    var index =
        file("index.html")
            .toString(StandardCharsets.UTF_8)
            .replace("data-mail=\"off\"", "data-mail=\"%s\"".formatted(mail ? "on" : "off"));
    router.get("/").handler(context -> sendIndex(context, index));
  }

  private static void sendIndex(RoutingContext context, String index) {
    var language =
        context.acceptableLanguages().stream()
            .map(LanguageHeader::tag)
            .filter(LANGUAGES::contains)
            .findFirst()
            .orElse("en");
    context.response().putHeader("Content-Language", language).putHeader("Vary", "Accept-Language");
    send(
        context,
        "text/html",
        Buffer.buffer(index.replace("lang=\"en\"", "lang=\"" + language + '"')));
  }

  private static void send(RoutingContext context, String type, Buffer body) {
    context
        .response()
        .putHeader(
            "Content-Type", type.equals("application/json") ? type : type + "; charset=utf-8")
        .putHeader("Content-Security-Policy", ONLY_OURS)
        .putHeader("Cache-Control", "no-cache")
        .end(body);
  }

  private static Buffer file(String name) {
    try (var in = Pages.class.getResourceAsStream("/screen/" + name)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
