package io.pronto.core.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.subprocessor.RegisterWords;
import io.pronto.core.subprocessor.SubprocessorNotice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A letter in words. They are in {@code /mail/KIND.LANGUAGE.txt}: the subject, then paragraphs,
 * with the words that vary in braces. A paragraph that begins with a link goes on with what the
 * link's button says.
 *
 * @param subject without any word of a person's: it is a header
 */
record LetterText(String subject, String plain, String html) {
  private static final Pattern WORD = Pattern.compile("\\{(\\w+)}");
  private static final String LINK = "{link} ";
  private static final int LONGEST_NAME = 80;

  /** What mail programs would make a link of. */
  private static final Pattern LIKE_A_LINK = Pattern.compile("[/@:]|\\S\\.\\S");

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%s"><body style="margin:0;padding:24px;font:16px/1.5 sans-serif">
      <div style="max-width:36em">
      %s</div></body></html>
      """;
  private static final String BUTTON =
      """
      <p><a href="%1$s" style="display:inline-block;padding:8px 16px;border-radius:4px;\
      background:#0a7d55;color:#ffffff;text-decoration:none">%2$s</a></p>
      <p style="font-size:13px;word-break:break-all">%1$s</p>
      """;

  /** Writes {@code letter} to {@code recipient}, with links to the screen at {@code screen}. */
  static LetterText of(Letter letter, Recipient recipient, URI screen) {
    var language = recipient.language();
    var paragraphs = paragraphs(letter.kind(), language);
    var words = words(letter, recipient, screen);
    var plain = new StringBuilder();
    var html = new StringBuilder();
    for (var paragraph : paragraphs.subList(1, paragraphs.size())) {
      if (paragraph.startsWith(LINK)) {
        var link = words.get("link");
        plain.append(link);
        html.append(BUTTON.formatted(escaped(link), escaped(paragraph.substring(LINK.length()))));
      } else {
        plain.append(filled(paragraph, words, UnaryOperator.identity()));
        html.append("<p>").append(filled(escaped(paragraph), words, LetterText::escaped));
        html.append("</p>\n");
      }
      plain.append("\n\n");
    }
    return new LetterText(
        paragraphs.getFirst(), plain.toString().strip() + '\n', PAGE.formatted(language, html));
  }

  private static Map<String, String> words(Letter letter, Recipient recipient, URI screen) {
    var name = greeted(recipient.name());
    var email = recipient.address().value();
    return switch (letter) {
      case Letter.Invitation invitation ->
          Map.of(
              "name",
              name,
              "email",
              email,
              "organisation",
              oneLine(invitation.organisation()),
              "link",
              screen + invitation.path());
      case Letter.PasswordReset reset ->
          Map.of("name", name, "email", email, "link", screen + reset.path());
      case Letter.PasswordChanged changed ->
          Map.of(
              "name",
              name,
              "email",
              email,
              "date",
              at(changed.at(), "d MMMM yyyy", recipient.language()),
              "time",
              at(changed.at(), "HH:mm", recipient.language()),
              "link",
              screen + "/");
      case Letter.FraudAlarm alarm ->
          Map.of(
              "name",
              name,
              "organisation",
              oneLine(alarm.organisation()),
              "rule",
              alarm.rule(),
              "limit",
              alarm.limit(),
              "user",
              alarm.user().isEmpty() ? "–" : oneLine(alarm.user()),
              "number",
              alarm.number(),
              "date",
              at(alarm.at(), "d MMMM yyyy", recipient.language()),
              "time",
              at(alarm.at(), "HH:mm", recipient.language()),
              "link",
              screen + alarm.path());
      case Letter.ExportReady(var path) -> Map.of("name", name, "link", screen + path);
      case Letter.SubprocessorAnnounced(var notice, var path) ->
          announced(notice, name, recipient.language(), screen + path);
      case Letter.SubjectRequested(var requestId, var dueOn, var path) ->
          Map.of(
              "name",
              name,
              "request",
              requestId,
              "date",
              DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.of(recipient.language()))
                  .format(dueOn),
              "link",
              screen + path);
      case Letter.BreachDeadline(_, var breachId, var until, var path) ->
          Map.of(
              "name",
              name,
              "breach",
              breachId,
              "until",
              at(until, "d MMMM yyyy HH:mm 'UTC'", recipient.language()),
              "link",
              screen + path);
      case Letter.ObjectionDeadline(var objection, _, _, var dueOn, var path) ->
          Map.of(
              "name",
              name,
              "objection",
              objection.id(),
              "subprocessor",
              oneLine(objection.notice().details().name()),
              "date",
              day(dueOn, recipient.language()),
              "effective",
              day(objection.notice().effectiveOn(), recipient.language()),
              "link",
              screen + path);
      case Letter.SubjectRequestDue(var requestId, var dueOn, _, var path) ->
          Map.of(
              "name",
              name,
              "request",
              requestId,
              "date",
              day(dueOn, recipient.language()),
              "link",
              screen + path);
      case Letter.ObjectionAnswered(var objection, var path) ->
          Map.of(
              "name",
              name,
              "subprocessor",
              oneLine(objection.notice().details().name()),
              "answer",
              oneLine(objection.answer().orElseThrow().text()),
              "link",
              screen + path);
      case Letter.TrialEnding(var lastDay, var days, var path) ->
          Map.of(
              "name",
              name,
              "date",
              day(lastDay, recipient.language()),
              "days",
              Integer.toString(days),
              "link",
              screen + path);
      case Letter.ContractEnding(var lastDay, var eraseOn, var days, var path) ->
          Map.of(
              "name",
              name,
              "date",
              day(lastDay, recipient.language()),
              "until",
              day(eraseOn, recipient.language()),
              "days",
              Integer.toString(days),
              "link",
              screen + path);
      case Letter.ContractGoesOn(var lastDay, var path) ->
          Map.of("name", name, "date", day(lastDay, recipient.language()), "link", screen + path);
      case Letter.ContractEnded(var lastDay, var eraseOn, var path) ->
          Map.of(
              "name",
              name,
              "date",
              day(lastDay, recipient.language()),
              "until",
              day(eraseOn, recipient.language()),
              "link",
              screen + path);
      case Letter.RetentionAsked(var recordings, var transcripts, var path) ->
          Map.of(
              "name",
              name,
              "recordings",
              count(recordings),
              "transcripts",
              count(transcripts),
              "link",
              screen + path);
      case Letter.RetentionWaits(var inForceAt, var recordings, var transcripts, var path) ->
          Map.of(
              "name",
              name,
              "date",
              at(inForceAt, "d MMMM yyyy", recipient.language()),
              "time",
              at(inForceAt, "HH:mm", recipient.language()),
              "recordings",
              count(recordings),
              "transcripts",
              count(transcripts),
              "link",
              screen + path);
      case Letter.RetentionNear(var inForceAt, var path) ->
          Map.of(
              "name",
              name,
              "date",
              at(inForceAt, "d MMMM yyyy", recipient.language()),
              "time",
              at(inForceAt, "HH:mm", recipient.language()),
              "link",
              screen + path);
      case Letter.Noticed(var notice, var path) ->
          NoticeWords.of(notice, name, recipient.language(), screen + path);
    };
  }

  private static Map<String, String> announced(
      SubprocessorNotice notice, String name, String language, String link) {
    var register = RegisterWords.in(language);
    var details = notice.details();
    return Map.of(
        "name",
        name,
        "subprocessor",
        oneLine(details.name()),
        "purpose",
        oneLine(details.purpose()),
        "servers",
        oneLine(register.whereabouts(details)),
        "safeguard",
        register.of(details.safeguard()),
        "categories",
        register.ofCategories(details.categories()),
        "uses",
        register.ofUses(details.uses()),
        "date",
        register.day(notice.effectiveOn()),
        "until",
        notice.objectionsUntil().map(register::day).orElse("–"),
        "link",
        link);
  }

  /**
   * A name after a blank; nothing where it looks like a link, since whoever makes accounts could
   * have us write their advertisements.
   */
  private static String greeted(String name) {
    var line = oneLine(name);
    boolean doubtful =
        line.isEmpty() || line.length() > LONGEST_NAME || LIKE_A_LINK.matcher(line).find();
    return doubtful ? "" : ' ' + line;
  }

  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
  }

  private static String at(Instant time, String pattern, String language) {
    return DateTimeFormatter.ofPattern(pattern, Locale.of(language))
        .format(time.atOffset(ZoneOffset.UTC));
  }

  private static String count(Optional<Long> count) {
    return count.map(Object::toString).orElse("–");
  }

  private static String day(LocalDate day, String language) {
    return DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.of(language)).format(day);
  }

  /** All words at once: what stands for one is not looked through for another. */
  private static String filled(
      String paragraph, Map<String, String> words, UnaryOperator<String> escape) {
    return WORD.matcher(paragraph)
        .replaceAll(word -> Matcher.quoteReplacement(escape.apply(words.get(word.group(1)))));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static List<String> paragraphs(String kind, String language) {
    var name = "/mail/%s.%s.txt".formatted(kind, language);
    try (var in = LetterText.class.getResourceAsStream(name)) {
      var text = new String(in.readAllBytes(), UTF_8);
      var paragraphs = new ArrayList<String>();
      Arrays.stream(text.split("\n\n+"))
          .forEach(one -> paragraphs.add(one.replace('\n', ' ').strip()));
      return paragraphs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
