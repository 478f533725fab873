package io.pronto.core.subject;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.contact.ContactCard;
import io.pronto.core.contact.ContactStore;
import io.pronto.core.db.Tx;
import io.pronto.core.subject.RequestRefused.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Puts right what is wrong about somebody (GDPR art. 16), where it is about them. That it was done,
 * where and of which fields, is in the audit log; what was wrong is nowhere.
 */
final class Corrections {
  private static final List<String> PLACES = List.of("contact", "user_account", "transcript");

  private Corrections() {}

  /** Whether there is anything about {@code subject} that can be corrected here. */
  static boolean arePossible(Tx tx, Subject subject) {
    return SubjectSearch.find(tx, SubjectSearch.terms(tx, subject)).stream()
        .anyMatch(found -> PLACES.contains(found.place()));
  }

  /**
   * Carries out all of {@code corrections}, or none.
   *
   * @throws RequestRefused where one is not about {@code subject}, changes nothing, or is of what a
   *     legal hold has stay as it is
   */
  static void carryOut(
      Tx tx, SubjectRequest request, Subject subject, List<Correction> corrections) {
    var terms = SubjectSearch.terms(tx, subject);
    corrections.forEach(correction -> requireAbout(tx, correction, terms));
    tx.query("select set_config('pronto.correcting', 'on', true)");
    for (var correction : corrections) {
      switch (correction) {
        case Correction.OfContact contact -> correct(tx, request, contact);
        case Correction.OfAccount account -> correct(tx, account);
        case Correction.OfTranscript transcript -> correct(tx, transcript);
      }
    }
    AuditLog.note(
        tx,
        "subject_request.corrected",
        request.id(),
        new JsonObject()
            .put(
                "corrected", new JsonArray(corrections.stream().map(Corrections::noted).toList())));
  }

  private static JsonObject noted(Correction correction) {
    return new JsonObject()
        .put("place", correction.place())
        .put("id", correction.id())
        .put("fields", new JsonArray(correction.fields()));
  }

  private static void requireAbout(Tx tx, Correction correction, Terms terms) {
    boolean about =
        tx.one(
                "select is_about_subject($1, $2, $3, $4, $5, $6) as about",
                correction.place(),
                correction.id(),
                terms.allArray(),
                terms.emailsArray(),
                terms.usersArray(),
                terms.saidArray())
            .orElseThrow()
            .getBoolean("about");
    if (!about) {
      throw new RequestRefused(
          Reason.NOT_ABOUT_SUBJECT, "%s is not about whoever asked".formatted(correction.id()));
    }
  }

  private static void correct(Tx tx, SubjectRequest request, Correction.OfContact right) {
    ContactStore.change(
            tx, request.organisation(), right.id(), before -> corrected(before.card(), right))
        .orElseThrow();
    scrubLater(tx, "contact");
    scrubLater(tx, "contact_key");
  }

  private static ContactCard corrected(ContactCard before, Correction.OfContact right) {
    try {
      return new ContactCard(
          right.name().orElse(before.name()),
          right.company().orElse(before.company()),
          right.numbers().orElse(before.numbers()));
    } catch (IllegalArgumentException leavesTooLittle) {
      throw new RequestRefused(Reason.NOTHING_TO_CORRECT, leavesTooLittle.getMessage());
    }
  }

  private static void correct(Tx tx, Correction.OfAccount right) {
    tx.update(
        "update user_account set name = coalesce($2, name), email = coalesce($3, email) where id ="
            + " $1",
        right.id(),
        right.name().orElse(null),
        right.email().map(email -> email.value()).orElse(null));
    scrubLater(tx, "user_account");
  }

  private static void correct(Tx tx, Correction.OfTranscript right) {
    var row = tx.one("select * from transcript_to_correct($1)", right.id()).orElseThrow();
    if (row.getBoolean("held")) {
      throw new RequestRefused(
          Reason.HELD, "A legal hold has %s stay as it is".formatted(right.id()));
    }
    var text = row.getString("text");
    if (!text.contains(right.wrong())) {
      throw new RequestRefused(
          Reason.NOTHING_TO_CORRECT, "%s does not say that".formatted(right.id()));
    }
    tx.update(
        """
        update transcript set text = $2, words = $3, number_ends = null, updated_at = now()
         where id = $1
        """,
        right.id(),
        text.replace(right.wrong(), right.right()),
        new CorrectedWords(right.wrong(), right.right()).of(row.getJsonObject("words")));
    scrubLater(tx, "transcript");
  }

  private static void scrubLater(Tx tx, String table) {
    tx.query("select scrub_after_correction($1)", table);
  }
}
