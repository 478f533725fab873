-- Something in every table in which an organisation may have anything. In braces: {org} its id, {ulid} the end of that,
-- {end} a part of it in lower case, {email} of its boss, {number} that it rents, {stranger} of somebody who calls it,
-- {gone} that went to another operator, {called_at} when; {sealed_request} and {sealed_restriction} what those say.
begin;
insert into organisation (id, name, country, label) values ('{org}', 'Populated {end}', 'FR', 'p{end}');
insert into organisation_settings (organisation_id) values ('{org}');
insert into user_account (id, organisation_id, email, name, role, extension, caller_id, password_hash)
values ('usr_{ulid}', '{org}', '{email}', 'Ada {end}', 'super_administrator', '201', '{number}', 'hash'),
       ('usr_2{end}', '{org}', 'agent.{email}', 'Bob {end}', 'agent', '202', null, null);
insert into device (id, organisation_id, user_id, kind, username, ha1_md5, ha1_sha256)
values ('dev_{ulid}', '{org}', 'usr_{ulid}', 'softphone', 'ada', repeat('a', 32), repeat('b', 64));
insert into team (id, organisation_id, name) values ('team_{ulid}', '{org}', 'Sales {end}');
insert into team_member values ('{org}', 'team_{ulid}', 'usr_{ulid}');
insert into second_factor (account_id, organisation_id, user_id, secret) values ('usr_{ulid}', '{org}', 'usr_{ulid}', 'x');
insert into user_identity (organisation_id, issuer, subject, user_id)
values ('{org}', 'https://id.example', 'sub-{end}', 'usr_{ulid}');
insert into session (id, token_hash, organisation_id, user_id, expires_at)
values ('ses_{ulid}', sha256('session {org}'), '{org}', 'usr_{ulid}', now() + interval '1 day');
insert into sign_up (token_hash, organisation_id, user_id, expires_at)
values (sha256('sign_up {org}'), '{org}', 'usr_2{end}', now() + interval '1 day');
insert into password_reset (token_hash, account_id, organisation_id, user_id, expires_at)
values (sha256('reset {org}'), 'usr_{ulid}', '{org}', 'usr_{ulid}', now() + interval '1 day');
insert into mail (id, account_id, organisation_id, user_id, kind, sealed, due_at, expires_at)
values ('mail_{ulid}', 'usr_{ulid}', '{org}', 'usr_{ulid}', 'invitation', 'x', now() + interval '1 year',
        now() + interval '1 year');
insert into idempotency (organisation_id, principal_id, key_hash, sealed)
values ('{org}', 'usr_{ulid}', sha256('key {org}'), 'x');
insert into api_key (id, organisation_id, name, token_hash, scopes, created_by, used_at, used_from)
values ('key_{ulid}', '{org}', 'CRM', sha256('api {org}'), '{calls:read}', 'usr_{ulid}', now(), '192.0.2.7');
insert into group_role values ('{org}', 'admins', 'administrator');
insert into email_domain (id, organisation_id, domain, token) values ('dom_{ulid}', '{org}', '{end}.example.org', 't');
insert into identity_provider (organisation_id, kind, issuer, client_id, client_secret, enforced, break_glass_user_id)
values ('{org}', 'oidc', 'https://id.example', 'pronto', 'x', true, 'usr_{ulid}');
insert into sign_on values (sha256('state {org}'), sha256('browser'), '{org}', now() + interval '1 hour');
insert into sign_on_code (code_hash, browser_hash, organisation_id, user_id, issuer, subject, expires_at)
values (sha256('code {org}'), sha256('browser'), '{org}', 'usr_{ulid}', 'https://id.example', 'sub', now());
insert into logout_token values ('{org}', sha256('jti {org}'), now() + interval '1 hour');
insert into provisioned_group (id, organisation_id, name) values ('grp_{ulid}', '{org}', 'People');
insert into provisioned_group_member values ('{org}', 'grp_{ulid}', 'usr_{ulid}');
insert into directory_import (organisation_id, kind, url, token, interval_minutes, enabled)
values ('{org}', 'okta', 'https://{end}.okta.example', 'x', 60, false);
insert into directory_import_run (organisation_id, state) values ('{org}', 'succeeded');
insert into directory_import_user values ('{org}', 'usr_{ulid}', true);
insert into directory_import_group values ('{org}', 'grp_{ulid}');

insert into carrier (id, name) values ('car_{ulid}', 'Carrier {end}');
insert into number_block (id, carrier_id, first, last, country, type)
values ('blk_{ulid}', 'car_{ulid}', '{number}', '{number}', 'FR', 'geographic');
insert into number_provider (id, carrier_id, name, kind, base_url, credentials, enabled, reconcile_at)
values ('npr_{ulid}', 'car_{ulid}', 'Provider {end}', 'didww', 'https://example.org', 'x', false, 'infinity');
select set_config('pronto.organisation', '{org}', true);
select rent_number('{number}');
update number_rental set activated_at = now(), rent_from = current_date where number = '{number}';
insert into number_task (rental_id, organisation_id, kind, due_at)
select id, '{org}', 'check', 'infinity' from number_rental where organisation_id = '{org}';
insert into rent_booking (rental_id, organisation_id, booked_to)
select id, '{org}', current_date from number_rental where organisation_id = '{org}';
insert into number_drift (id, provider_id, number, kind, organisation_id, found_at)
values ('drf_{ulid}', 'npr_{ulid}', '{number}', 'missing_there', '{org}', now());
insert into schedule (id, organisation_id, name, time_zone, hours)
values ('sch_{ulid}', '{org}', 'Hours', 'Europe/Paris', '[]');
insert into number_routing (id, organisation_id, number, schedule_id, closed_number)
values ('rtv_{ulid}', '{org}', '{number}', 'sch_{ulid}', '{stranger}');
insert into routing_test (id, organisation_id, name, number, caller, presentation, at, devices, expected_cause)
values ('rtt_{ulid}', '{org}', 'Open', '{number}', '{stranger}', 'shown', '2026-01-01T10:00', 'answer', 'answered');
insert into caller_id_of_destination values ('{org}', '+39', '{number}');
insert into port_order (id, organisation_id, direction, number, country, type, desired_date, state, due_at, switch_at,
                        created_at, changed_at)
values ('port_{ulid}', '{org}', 'out', '{gone}', 'FR', 'geographic', current_date, 'done', now(), now(), now(), now());
insert into ported_away values ('{gone}', 'port_{ulid}', now());
insert into forwarding (organisation_id, user_id, busy_number) values ('{org}', 'usr_{ulid}', '{stranger}');
insert into listed_caller (id, organisation_id, list, number, match, answer)
values ('lst_{ulid}', '{org}', 'blocked', '{stranger}', 'exact', 'busy');
insert into conference (id, organisation_id, name, extension, max_parties, wait_for_moderator, announce, sealed_pin)
values ('cnf_{ulid}', '{org}', 'Room', '301', 5, false, true, 'x');
insert into voice_policy values ('{org}', 'phone');
insert into contact_import (id, organisation_id, rows, created) values ('imp_{ulid}', '{org}', 1, 1);
insert into contact (id, organisation_id, name, company, numbers, import_id)
values ('con_{ulid}', '{org}', 'Grace {end}', '', array['{stranger}'], 'imp_{ulid}');
insert into contact_key values ('{org}', 'con_{ulid}', '{stranger}') on conflict do nothing;
insert into emergency_review values ('{org}', date_trunc('month', current_date)::date);
insert into destination_rule values ('{org}', 'organisation', 'country', 'IT', true);
insert into fraud_rule values ('{org}', 'organisation', 'user_spending_any_day', 10, true, false);
insert into fraud_alarm (id, organisation_id, rule, subject, most, at_ceiling, call_id, number, country, tripped_at)
values ('alm_{ulid}', '{org}', 'r', 's', 1, false, 'call_{ulid}', '{stranger}', 'FR', '{called_at}');
insert into called_country (organisation_id, country) values ('{org}', 'IT');
insert into called_country_known values ('{org}');
insert into ledger_entry (id, organisation_id, kind, amount, currency, balance, note)
values ('led_{ulid}', '{org}', 'top_up', 20, 'EUR', 20, 'paid by {email}');
insert into credit_lease values ('call_{ulid}', '{org}', 1, now());
insert into call_charge (call_id, organisation_id, started_at, seconds, billed_seconds, price, currency)
values ('call_{ulid}', '{org}', '{called_at}', 60, 60, 0.10, 'EUR');
insert into rate_deck (id, kind, name, organisation_id, currency) values ('rdk_{ulid}', 'selling', 'Of {end}', '{org}', 'EUR');
insert into cdr (id, organisation_id, direction, caller_number, caller_name, caller_user_id, called_number, called_name,
                 called_user_id, started_at, answered_at, ended_at, cause, sip_status, ended_by, diversions, legs,
                 recording_ids, node)
values ('call_{ulid}', '{org}', 'inbound', '{stranger}', 'Grace {end}', null, '{number}', '', 'usr_{ulid}',
        '{called_at}', '{called_at}', timestamptz '{called_at}' + interval '1 minute', 'answered', 200, 'caller', '{}',
        '[]', '{}', 'node-1');
insert into event_sequence values ('{org}', 1) on conflict (organisation_id) do update set last = event_sequence.last + 1;
insert into event (organisation_id, sequence, id, type, occurred_at, data)
select '{org}', last, 'evt_{ulid}', 'call.ended', now(), jsonb_build_object('from', '{stranger}')
  from event_sequence where organisation_id = '{org}';
insert into recording_audit (id, organisation_id, day, node, audited_by, planned, available, empty, refused, failed,
                             deleted, unaccounted, findings)
values ('rau_{ulid}', '{org}', date '{called_at}', 'node-1', 'node-1', 1, 1, 0, 0, 0, 0, 0, '[]');
insert into recording_removal (path, organisation_id, place, due_at)
values ('{org}/rec_gone.sealed', '{org}', 'node-9', 'infinity');
insert into retention_rule values ('{org}', 'recording', 'number', '{number}', 300);
insert into retention_change
values ('{org}', 'rch_{ulid}', 'usr_{ulid}', now(), 'infinity', '[]', false);
insert into retention_derivation (organisation_id) values ('{org}');
insert into subprocessor_telling (notice_id, organisation_id, told_at)
select id, '{org}', now() from subprocessor_notice order by id limit 1;
insert into subprocessor_letter (notice_id, organisation_id, user_id, mail_id, written_at)
select id, '{org}', 'usr_{ulid}', 'mail_{ulid}', now() from subprocessor_notice order by id limit 1;
insert into subprocessor_objection (id, organisation_id, notice_id, reason, raised_by, raised_at)
select 'sob_{ulid}', '{org}', id, 'Says {email}', 'usr_{ulid}', now() from subprocessor_notice order by id limit 1;
insert into handover (id, organisation_id, kind, about, token_hash, passphrase, expires_at)
values ('hnd_{ulid}', '{org}', 'contract', '{org}', sha256('handover {org}'), 'x', now() + interval '7 days');
insert into export (id, organisation_id, kind, filter, asked_by, token_hash, expires_at)
values ('exp_{ulid}', '{org}', 'cdrs', jsonb_build_object('number', '{stranger}'), 'usr_{ulid}', sha256('export {org}'),
        now() + interval '7 days');
insert into legal_hold (id, organisation_id, reason, number, asked_by, confirmed_by, confirmed_at, lifting_asked_by,
                        lifting_asked_at, lifted_by, lifted_at)
values ('lhd_{ulid}', '{org}', 'A claim', '{stranger}', 'usr_{ulid}', 'usr_2{end}', now(), 'usr_{ulid}', now(),
        'usr_2{end}', now());
insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
values ('rex_{ulid}', '{org}', 'number', '{number}', 'The works council', 'usr_{ulid}');
insert into stream_destination (id, organisation_id, name, url, sealed_token, unredacted, created_by)
values ('dst_{ulid}', '{org}', 'Analysis', 'wss://calls.example.com/hear', 'x', false, 'usr_{ulid}');
insert into subject_request (id, organisation_id, kind, state, received_by, received_at, filed_at, filed_by, due_on, action,
                             instructed_by, instructed_at, answered_at, subject_hash, sealed)
values ('sreq_{ulid}', '{org}', 'access', 'done', 'organisation', now(), now(), 'usr_{ulid}', current_date, 'done',
        'usr_{ulid}', now(), now(), sha256('{stranger}'), '{sealed_request}');
insert into erasure (id, organisation_id, request_id, state, instructed_by, instructed_at, pseudonym, subject_hash, done_at,
                     scrubbed_at)
values ('era_{ulid}', '{org}', 'sreq_{ulid}', 'done', 'usr_{ulid}', now(), 'erased-0123456789', sha256('somebody'), now(),
        now());
insert into restriction (id, organisation_id, request_id, terms, users, instructed_by, instructed_at, informed_at, lifted_by,
                         lifted_at, sealed)
values ('rst_{ulid}', '{org}', 'sreq_{ulid}', '{}', '{}', 'usr_{ulid}', now(), now(), 'usr_{ulid}', now(), '{sealed_restriction}');
insert into restricted_call (organisation_id, restriction_id, call_id) values ('{org}', 'rst_{ulid}', 'call_{ulid}');
insert into notice (id, organisation_id, kind, about, facts, created_at, due_at, told_at)
values ('ntc_{ulid}', '{org}', 'audit', 'cau_{ulid}', '{}', now(), now(), now());
insert into notice_letter (notice_id, organisation_id, user_id, mail_id, written_at)
values ('ntc_{ulid}', '{org}', 'usr_{ulid}', 'mail_{ulid}', now());
insert into customer_audit (id, organisation_id, wanted_on, subject, asked_by, asked_at)
values ('cau_{ulid}', '{org}', current_date + 60, 'Recordings', 'usr_{ulid}', now());
insert into evidence_pack (id, organisation_id, since, until, language, made_by, created_at)
values ('evp_{ulid}', '{org}', now() - interval '1 day', now(), 'en', 'usr_{ulid}', now());
insert into reading (id, organisation_id, kind, reader, source, began_at, ended_at, ids, delete_after)
values ('rdg_{ulid}', '{org}', 'call', 'usr_{ulid}', '127.0.0.1', now(), now(), array['call_{ulid}'], current_date + 365);
insert into breach (id, occurred_at, noticed_at, effects, cause, data_categories, consequences, measures, organisation_ids,
                    created_by, created_at)
values ('brc_{ulid}', now(), now(), array['confidentiality'], 'A key was stolen', array['call_records'], '', '',
        array['{org}'], 'opr_{ulid}', now()) on conflict do nothing;
insert into breach_affected (breach_id, organisation_id, counts, traced_at) values ('brc_{ulid}', '{org}', '{}', now());
insert into deadline_warning (id, about, moment, organisation_id, warned_at)
values ('dwn_{ulid}', 'brc_{ulid}', '6_hours', '{org}', now());
commit;
