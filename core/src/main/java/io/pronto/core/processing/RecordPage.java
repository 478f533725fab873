package io.pronto.core.processing;

import io.pronto.core.Markup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The record as a page to be read and printed: no script, nothing from elsewhere. */
public final class RecordPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%1$s">
      <head>
      <meta charset="utf-8">
      <title>%2$s</title>
      <style>
      body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
      table { border-collapse: collapse; width: 100%% }
      th, td { border: 1px solid #bbb; padding: 4px 8px; text-align: left; vertical-align: top }
      </style>
      </head>
      <body>
      <h1>%2$s</h1>
      %3$s
      </body>
      </html>
      """;

  private final JsonObject json;
  private final ProcessingWords words;

  private RecordPage(JsonObject json) {
    this.json = json;
    this.words = ProcessingWords.in(json.getString("language"));
  }

  /** The page of {@code json}, which {@link RecordOfProcessing} has made. */
  public static String of(JsonObject json) {
    return new RecordPage(json).page();
  }

  private String page() {
    var body =
        Stream.of(
                "<p>" + word("intro." + json.getString("of")) + "</p>",
                "<p>" + word("made") + ": " + escaped(json.getString("made_at")) + "</p>",
                whose(),
                objects("activities").map(this::activity).collect(Collectors.joining("\n")),
                json.containsKey("controller") ? recorded() : "",
                "<h2>" + word("transfers") + "</h2>",
                recipients(json.getJsonArray("transfers"), "no_transfers"),
                "<h2>" + word("security") + "</h2>",
                list(objects("security").map(each -> escaped(each.getString("text")))))
            .collect(Collectors.joining("\n"));
    return PAGE.formatted(words.language(), word("title." + json.getString("of")), body);
  }

  private String whose() {
    var processor =
        "<p>%s: %s</p>"
            .formatted(
                word("processor"), escaped(json.getJsonObject("processor").getString("url")));
    return json.containsKey("controller")
        ? "<p>%s: %s</p>\n%s"
            .formatted(word("controller"), controller(json.getJsonObject("controller")), processor)
        : processor
            + "\n<h2>"
            + word("controllers")
            + "</h2>\n"
            + list(objects("controllers").map(RecordPage::controller));
  }

  private static String controller(JsonObject controller) {
    var contacts =
        controller.getJsonArray("contacts", new JsonArray()).stream()
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return escaped(
        "%s (%s)%s"
            .formatted(
                controller.getString("name"),
                controller.getString("country"),
                contacts.isEmpty() ? "" : ", " + contacts));
  }

  private String recorded() {
    return Stream.of(
            "<h2>" + word("untold") + "</h2>",
            listOr(objects("recorded_without_notice").map(this::untold), "no_untold"),
            "<h2>" + word("findings") + "</h2>",
            listOr(objects("findings").map(each -> escaped(each.getString("text"))), "no_findings"))
        .collect(Collectors.joining("\n"));
  }

  private String untold(JsonObject line) {
    var ground = line.getString("ground");
    return "%s: %s"
        .formatted(
            escaped(line.getString("number")),
            ground == null ? word("no_ground") : escaped(ground));
  }

  private String listOr(Stream<String> items, String none) {
    var all = items.toList();
    return all.isEmpty() ? "<p>" + word(none) + "</p>" : list(all.stream());
  }

  private String activity(JsonObject activity) {
    return """
    <h2>%s</h2>
    <p>%s</p>
    %s%s\
    """
        .formatted(
            escaped(activity.getString("name")),
            escaped(activity.getString("purpose")),
            Boolean.FALSE.equals(activity.getBoolean("in_use"))
                ? "<p><em>" + word("not_in_use") + "</em></p>\n"
                : "",
            facts(activity));
  }

  private String facts(JsonObject activity) {
    return "<table>\n%s\n</table>"
        .formatted(
            Stream.of(
                    row("operator_is", word("operator_is." + activity.getString("operator_is"))),
                    row("people", texts(activity.getJsonArray("people"))),
                    row("data", texts(activity.getJsonArray("data_categories"))),
                    row(
                        "recipients",
                        recipients(activity.getJsonArray("recipients"), "no_recipients")),
                    row("retention", retention(activity.getJsonArray("retention"))))
                .collect(Collectors.joining("\n")));
  }

  private String row(String head, String cell) {
    return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>".formatted(word(head), cell);
  }

  private static String texts(JsonArray codes) {
    return codes.stream()
        .map(each -> escaped(((JsonObject) each).getString("text")))
        .collect(Collectors.joining(", "));
  }

  private String recipients(JsonArray recipients, String none) {
    return recipients.isEmpty()
        ? word(none)
        : list(
            recipients.stream()
                .map(JsonObject.class::cast)
                .map(
                    each ->
                        escaped(
                            "%s: %s; %s; %s"
                                .formatted(
                                    each.getString("name"),
                                    each.getString("purpose"),
                                    each.getString("servers"),
                                    each.getString("safeguard_text")))));
  }

  private static String retention(JsonArray retention) {
    return list(
        retention.stream()
            .map(JsonObject.class::cast)
            .map(
                each ->
                    "<code>%s</code>: %s"
                        .formatted(
                            escaped(each.getString("table")), escaped(each.getString("text")))));
  }

  private static String list(Stream<String> items) {
    return items
        .map(item -> "<li>" + item + "</li>")
        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
  }

  private Stream<JsonObject> objects(String name) {
    return json.getJsonArray(name).stream().map(JsonObject.class::cast);
  }

  private String word(String key) {
    return escaped(words.text(key));
  }

  private static String escaped(String text) {
    return Markup.escaped(text);
  }
}
