package io.pronto.core.evidence;

import io.pronto.core.Markup;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What each file of a pack is, its hash, and how to check it: for people, as text and as a page.
 */
final class PackIndex {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%s">
      <head>
      <meta charset="utf-8">
      <title>%s</title>
      <style>
      body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
      code { word-break: break-all }
      </style>
      </head>
      <body>
      <h1>%2$s</h1>
      <p>%s</p>
      <p>%s</p>
      <dl>
      %s
      </dl>
      </body>
      </html>
      """;

  private final PackRequest pack;
  private final String organisation;
  private final PackWords words;
  private final Map<String, String> hashes;

  /** Of {@code pack} of the organisation of that name, whose files have those hashes. */
  PackIndex(PackRequest pack, String organisation, Map<String, String> hashes) {
    this.pack = pack;
    this.organisation = organisation;
    this.hashes = hashes;
    words = new PackWords(pack.language());
  }

  /** As plain text. */
  String text() {
    var files =
        hashes.entrySet().stream()
            .map(
                file ->
                    "%s%n  %s%n  SHA-256 %s%n"
                        .formatted(file.getKey(), what(file.getKey()), file.getValue()))
            .collect(Collectors.joining("\n"));
    return String.join("\n\n", title(), intro(), words.text("check"), files).replace("\r\n", "\n");
  }

  /** As a page, with links to the files beside it. */
  String page() {
    var files =
        hashes.entrySet().stream()
            .map(
                file ->
                    "<dt><a href=\"%1$s\">%1$s</a></dt><dd>%2$s<br><code>SHA-256 %3$s</code></dd>"
                        .formatted(
                            Markup.escaped(file.getKey()),
                            Markup.escaped(what(file.getKey())),
                            file.getValue()))
            .collect(Collectors.joining("\n"));
    return PAGE.formatted(
        pack.language(),
        Markup.escaped(title()),
        Markup.escaped(intro()),
        Markup.escaped(words.text("check")),
        files);
  }

  private String title() {
    return words.text("title").replace("{organisation}", organisation);
  }

  private String intro() {
    return words
        .text("intro")
        .replace("{since}", pack.since().toString())
        .replace("{until}", pack.until().toString());
  }

  private String what(String file) {
    return words.text("file." + file);
  }
}
