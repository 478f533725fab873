package io.pronto.core.processing;

import io.pronto.core.db.Tx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures of security (GDPR art. 32), each as it is found in place: counted, and not asserted.
 * What a query says is a fact by the name of its column, and a word in the text.
 */
final class Measures {
  private static final String ROWS =
      """
      select count(*) as tables, count(*) filter (where relrowsecurity) as protected
        from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not relispartition and relname <> 'flyway_schema_history'
      """;
  private static final String CHANGES =
      """
      select count(distinct tgrelid) as tables from pg_trigger t join pg_proc p on p.oid = t.tgfoid
       where p.proname like 'audit%' and not t.tgisinternal
      """;

  private static final Map<String, String> OF_ORGANISATION =
      Map.ofEntries(
          Map.entry("row_level_security", ROWS),
          Map.entry("audited_tables", CHANGES),
          Map.entry(
              "passwords",
              """
              select count(password_hash) as passwords,
                     count(*) filter (where password_hash like '$argon2id$%') as argon2id
                from user_account
              """),
          Map.entry(
              "second_factors",
              """
              select count(*) as people, count(f.confirmed_at) as guarded
                from user_account u left join second_factor f on f.account_id = u.id
               where u.active
              """),
          Map.entry(
              "single_sign_on",
              """
              select count(*) > 0 as configured, coalesce(bool_or(enforced), false) as enforced
                from identity_provider
              """),
          Map.entry(
              "sealed_recordings",
              """
              select recordings, sealed from sealed_recordings()
              """),
          Map.entry(
              "media_encryption",
              """
              select count(*) as devices,
                     count(*) filter (where media_encryption = 'required') as required,
                     count(*) filter (where media_encryption = 'optional') as optional
                from device
              """),
          Map.entry(
              "recording_notice",
              """
              select count(*) as recorded, count(*) filter (where recording_announce) as announced,
                     count(*) filter (where recording_refusable) as refusable,
                     count(recording_no_notice_ground) as grounded
                from phone_number where recording_mode <> 'off'
              """),
          Map.entry(
              "card_numbers",
              """
              select count(*) as recorded, count(*) filter (where recording_card_pause) as paused
                from phone_number where recording_mode <> 'off'
              """),
          Map.entry(
              "listening_reason",
              """
              select coalesce((select listening_reason from organisation_settings), false) as asked
              """),
          Map.entry(
              "audit_log",
              """
              select coalesce(max(sequence), 0) as events,
                     (select coalesce(max(sequence), 0) from audit_seal
                       where chain = acting_organisation()) as sealed
                from audit_event where chain = acting_organisation()
              """),
          Map.entry(
              "certificates",
              """
              select count(*) as certificates from destruction_certificate
               where chain = acting_organisation()
              """));

  private static final Map<String, String> OF_OPERATOR =
      Map.of(
          "row_level_security",
          ROWS,
          "audited_tables",
          CHANGES,
          "passwords",
          """
          select count(password_hash) as passwords,
                 count(*) filter (where password_hash like '$argon2id$%') as argon2id
            from operator_account
          """,
          "second_factors",
          """
          select count(*) as people, count(f.confirmed_at) as guarded
            from operator_account o left join second_factor f on f.account_id = o.id
          """,
          "audit_log",
          """
          select coalesce(max(sequence), 0) as events,
                 (select coalesce(max(sequence), 0) from audit_seal where chain = 'operator') as sealed
            from audit_event where chain = 'operator'
          """,
          "certificates",
          "select count(*) as certificates from destruction_certificate where chain = 'operator'");

  private Measures() {}

  /** Those that protect an organisation, in {@code tx} of it. */
  static JsonArray ofOrganisation(Tx tx, URI publicUrl, ProcessingWords words) {
    return found(tx, OF_ORGANISATION, publicUrl, words);
  }

  /** Those of the operator's realm, in {@code tx} of it. */
  static JsonArray ofOperator(Tx tx, URI publicUrl, ProcessingWords words) {
    return found(tx, OF_OPERATOR, publicUrl, words);
  }

  private static JsonArray found(
      Tx tx, Map<String, String> queries, URI publicUrl, ProcessingWords words) {
    var all = new JsonArray();
    new TreeMap<>(queries)
        .forEach((code, sql) -> all.add(measure(code, tx.one(sql).orElseThrow().toJson(), words)));
    var https = new JsonObject().put("https", "https".equals(publicUrl.getScheme()));
    return all.add(measure("encrypted_web", https, words));
  }

  private static JsonObject measure(String code, JsonObject facts, ProcessingWords words) {
    return new JsonObject()
        .put("measure", code)
        .put("facts", facts)
        .put("text", words.text("measure." + code, facts));
  }
}
