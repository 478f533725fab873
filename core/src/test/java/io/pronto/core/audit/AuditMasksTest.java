package io.pronto.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.breach.BreachFacts;
import io.pronto.core.breach.BreachRegister;
import io.pronto.core.breach.Effect;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.DataCategory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the log, which stays for good, says of rows that hold somebody. */
class AuditMasksTest {
  private static final String PLACE = "203.0.113.77";
  private final OrganisationId organisation = Ground.organisation();

  @Test
  void fromWhereAKeyWasUsedAndWhenGoesWithTheKey() {
    var user = Id.next("usr");
    var key = Id.next("key");
    change(
        """
        insert into user_account (id, organisation_id, email, name, role, extension)
        values ('%s', '%s', '%s@example.org', 'Ada', 'administrator', '100')
        """,
        user, organisation, user);
    change(
        """
        insert into api_key (id, organisation_id, name, token_hash, scopes, created_by)
        values ('%s', '%s', 'CRM', sha256('%s'), '{calls:read}', '%s')
        """,
        key, organisation, key, user);
    change("select api_key_by_token(sha256('%s'), '%s')", key, PLACE);
    change("delete from api_key where id = '%s'", key);

    assertThat(logged("api_key.deleted", key))
        .contains("\"used_from\": \"***\"", "\"used_at\": \"***\"", "\"name\": \"CRM\"")
        .doesNotContain(PLACE);
  }

  @Test
  void theAddressThatABreachIsTracedByStaysInItsRegisterAlone() {
    var breach = breach();
    traced(breach, "address", PLACE);
    traced(breach, "api_key", "key_of_somebody");

    assertThat(logged("breach_trace.created", breach))
        .contains("\"means\": \"address\"", "\"value\": \"***\"", "key_of_somebody")
        .doesNotContain(PLACE);
    assertThat(read("select string_agg(value, ' ') from breach_trace where breach_id = $1", breach))
        .contains(PLACE);
  }

  @Test
  void whoIsNamedInAReasonStaysInItsRowAlone() {
    var right = Id.next("rtn");
    change(
        """
        insert into right_to_number (id, organisation_id, number, proof, state, reason)
        values ('%s', '%s', '+33612345678', 'document', 'rejected', 'It is of Ada, 06 12 34 56 78')
        """,
        right, organisation);
    var exclusion = Id.next("rex");
    change(
        """
        insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
        values ('%s', '%s', 'number', '+33612345678', 'Ada, our doctor', 'usr_1')
        """,
        exclusion, organisation);
    change("delete from recording_exclusion where id = '%s'", exclusion);

    assertThat(logged("caller_id.created", right))
        .contains("\"reason\": \"***\"")
        .doesNotContain("Ada");
    for (var action : List.of("recording_exclusion.created", "recording_exclusion.deleted")) {
      assertThat(logged(action, exclusion)).contains("\"reason\": \"***\"").doesNotContain("Ada");
    }
  }

  private String breach() {
    var now = Instant.now();
    return new BreachRegister(Ground.database(), InstantSource.system())
        .enter(
            new BreachFacts(
                now,
                now,
                List.of(Effect.CONFIDENTIALITY),
                "A key was stolen",
                List.of(DataCategory.CALL_RECORDS),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                List.of(organisation.value()),
                BreachFacts.Authority.NOTHING),
            "opr_1")
        .id();
  }

  private static void traced(String breach, String means, String value) {
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    """
                    insert into breach_trace (id, breach_id, means, value, since, until,
                      organisation_ids, traced_by, traced_at)
                    values ($1, $2, $3, $4, now() - interval '1 day', now(), '{}', 'opr_1', now())
                    """,
                    Id.next("brt"),
                    breach,
                    means,
                    value));
  }

  private void change(String sql, Object... arguments) {
    Ground.database().in(organisation, tx -> tx.query(sql.formatted(arguments)));
  }

  /** All that the log says of it before and after; it is the operator's or the organisation's. */
  private String logged(String action, String subject) {
    var sql =
        """
        select string_agg(concat(before::text, after::text), ' ') from audit_event
         where subject_id = $1 and action = $2
        """;
    return Optional.ofNullable(
            Ground.database()
                .in(organisation, tx -> tx.one(sql, subject, action).orElseThrow().getString(0)))
        .orElseGet(
            () ->
                Ground.database()
                    .asOperator(tx -> tx.one(sql, subject, action).orElseThrow().getString(0)));
  }

  private static String read(String sql, String id) {
    return Ground.database().asOperator(tx -> tx.one(sql, id).orElseThrow().getString(0));
  }
}
