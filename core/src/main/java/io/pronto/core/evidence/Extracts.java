package io.pronto.core.evidence;

import java.util.List;

/** What of a pack is rows as they are; no secret, and nothing that was said. */
final class Extracts {
  /** All of them. */
  static final List<Extract> ALL =
      List.of(
          new Extract(
              "people.jsonl",
              """
              select u.id, u.email, u.name, u.role, u.language, u.active, u.created_at,
                     exists (select from second_factor f
                              where f.account_id = u.id and f.confirmed_at is not null) as second_factor,
                     exists (select from user_identity i where i.user_id = u.id) as single_sign_on,
                     array(select t.name from team_member m join team t on t.id = m.team_id
                            where m.user_id = u.id order by t.name) as teams
                from user_account u
              """),
          new Extract(
              "api_keys.jsonl",
              """
              select id, name, scopes, addresses, created_by, created_at, expires_at, used_at
                from api_key
              """),
          new Extract(
              "subprocessor_notices.jsonl",
              """
              select n.*, t.told_at,
                     (select jsonb_agg(jsonb_build_object('user_id', l.user_id, 'written_at', l.written_at,
                                                          'handed_over_at', l.handed_over_at))
                        from subprocessor_letter l where l.notice_id = n.id) as letters
                from subprocessor_notice n left join subprocessor_telling t on t.notice_id = n.id
              """),
          new Extract(
              "subprocessor_objections.jsonl",
              """
              select id, notice_id, reason, raised_by, raised_at, answer, answer_text, answered_at,
                     withdrawn_by, withdrawn_at
                from subprocessor_objection
              """),
          // of people and numbers, how many; whose lines they are is nobody's business here
          new Extract(
              "recording_exclusions.jsonl",
              "select id, type, reason, created_by, created_at from recording_exclusion"),
          new Extract(
              "stream_destinations.jsonl",
              "select id, name, url, unredacted, created_by, created_at from stream_destination"),
          new Extract(
              "legal_holds.jsonl",
              """
              select id, reason, period_from, period_until, asked_by, asked_at, confirmed_by, confirmed_at,
                     lifting_asked_by, lifting_asked_at, lifted_by, lifted_at
                from legal_hold
              """),
          new Extract(
              "erasures.jsonl",
              """
              select id, request_id, state, instructed_by, instructed_at, erased, kept, done_at, scrubbed_at
                from erasure
              """),
          new Extract(
              "recording_audits.jsonl",
              """
              select id, day, node, audited_by, audited_at, planned, available, empty, refused, failed,
                     deleted, unaccounted,
                     round(100.0 * (planned - unaccounted) / nullif(planned, 0), 2) as percent_accounted
                from recording_audit
              """),
          new Extract(
              "notices.jsonl",
              """
              select n.id, n.kind, n.about, n.facts, n.created_at, n.told_at,
                     (select jsonb_agg(jsonb_build_object('user_id', l.user_id, 'written_at', l.written_at,
                                                          'handed_over_at', l.handed_over_at))
                        from notice_letter l where l.notice_id = n.id) as letters
                from notice n
              """),
          new Extract(
              "audits.jsonl",
              """
              select id, wanted_on, subject, asked_by, asked_at, answer, answer_text, agreed_on,
                     answered_at, withdrawn_at
                from customer_audit
              """),
          // counts and clocks alone, out of the log: who asked is nobody's business here
          new Extract(
              "subject_requests.jsonl",
              """
              select subject_id as id, min(occurred_at) as first_at, max(occurred_at) as last_at,
                     count(*) as steps, array_agg(distinct action order by action) as actions
                from audit_event
               where chain = acting_organisation() and action like 'subject\\_request.%'
                 and subject_id is not null
               group by subject_id
              """));

  /** How things are set: one object. */
  static final String SETTINGS =
      """
      select jsonb_build_object(
        'organisation', (select jsonb_build_object('id', id, 'name', name, 'country', country,
                                                   'label', label, 'created_at', created_at)
                           from organisation where id = acting_organisation()),
        'settings', (select to_jsonb(s) - 'organisation_id' from organisation_settings s),
        'retention', jsonb_build_object(
          'rules', (select coalesce(jsonb_agg(to_jsonb(r) - 'organisation_id'), '[]') from retention_rule r),
          'bounds', (select jsonb_agg(to_jsonb(b)) from retention_bound b),
          'change_that_waits', (select to_jsonb(c) - 'organisation_id' from retention_change c)),
        'single_sign_on', (select jsonb_build_object('kind', kind, 'issuer', issuer, 'enforced', enforced,
                                                     'just_in_time', just_in_time)
                             from identity_provider),
        'email_domains', (select coalesce(jsonb_agg(jsonb_build_object('domain', domain,
                                                                       'verified_at', verified_at)), '[]')
                            from email_domain),
        'group_roles', (select coalesce(jsonb_agg(jsonb_build_object('group', group_name, 'role', role)), '[]')
                          from group_role),
        'numbers', (select coalesce(jsonb_agg(jsonb_build_object(
                             'number', number, 'recording', recording_mode, 'purpose', recording_purpose,
                             'purpose_text', recording_purpose_text,
                             'purpose_chosen', recording_purpose_chosen, 'announced', recording_announce,
                             'no_notice_ground', recording_no_notice_ground,
                             'refusable', recording_refusable, 'card_pause', recording_card_pause,
                             'redacted', recording_redact, 'transcription', transcription)
                             order by number), '[]')
                      from phone_number),
        'devices', (select coalesce(jsonb_object_agg(media_encryption, n), '{}')
                      from (select media_encryption, count(*) as n from device group by 1) d)) as json
      """;

  /** What leaves by rules, in {@code %s}: how many, and by which month of their deadline. */
  static final String LIMITED =
      """
      select coalesce(sum(n), 0)::bigint as count, min(first) as earliest_deadline, max(last) as latest_deadline,
             coalesce(sum(due), 0)::bigint as due,
             coalesce(jsonb_object_agg(month, n) filter (where month is not null), '{}') as by_month_of_deadline
        from (select to_char(expires_at at time zone 'Europe/Paris', 'YYYY-MM') as month, count(*) as n,
                     min(expires_at) as first, max(expires_at) as last,
                     count(*) filter (where expires_at <= now()) as due
                from %s group by 1) each
      """;

  /** The same of records of calls, which leave after their last day. */
  static final String CALLS =
      """
      select coalesce(sum(n), 0)::bigint as count, min(first) as earliest_deadline, max(last) as latest_deadline,
             coalesce(sum(due), 0)::bigint as due,
             coalesce(jsonb_object_agg(month, n) filter (where month is not null), '{}') as by_month_of_deadline
        from (select to_char(delete_after, 'YYYY-MM') as month, count(*) as n, min(delete_after) as first,
                     max(delete_after) as last, count(*) filter (where delete_after < paris_day(now())) as due
                from cdr group by 1) each
      """;

  /**
   * Recordings of each month in counts: what they were made for, what the parties were told,
   * whether a ground for telling them nothing is bound to them, and where the evidence of that is
   * not what was bound to them.
   */
  static final String RECORDED =
      """
      select jsonb_build_object('by_month', coalesce(jsonb_agg(to_jsonb(each) order by month), '[]')) as json
        from (select to_char(started_at at time zone 'Europe/Paris', 'YYYY-MM') as month, purpose,
                     manifest -> 'notice' ->> 'policy' as notice,
                     manifest -> 'notice' ? 'ground' as grounded,
                     manifest -> 'notice' ? 'refused_by' as refused,
                     evidence_differs_at is not null as evidence_differs, state, count(*) as count
                from recording group by 1, 2, 3, 4, 5, 6, 7) each
      """;

  /** What was deleted, by kind. */
  static final String DELETED =
      """
      select coalesce(jsonb_object_agg(category, jsonb_build_object(
               'certificates', certificates, 'count', n, 'first_at', first, 'last_at', last)), '{}') as json
        from (select category, count(*) as certificates, sum(count) as n, min(issued_at) as first,
                     max(issued_at) as last
                from destruction_certificate where chain = acting_organisation() group by 1) each
      """;

  private Extracts() {}

  /** Who changed what, and heard or read what, within a time. */
  static Extract accessLog(PackRequest pack) {
    return new Extract(
        "access_log.jsonl",
        """
        select id, sequence, occurred_at, actor_type, actor_id, actor_email, source, request_id,
               action, subject_id, before, after
          from audit_event
         where chain = acting_organisation() and occurred_at >= '%s' and occurred_at < '%s'
        """
            .formatted(pack.since(), pack.until()));
  }
}
