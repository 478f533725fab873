package io.pronto.api.web;

import io.pronto.core.db.Conflict;

/** What each constraint of the schema means to whoever ran into it. */
final class Conflicts {
  private Conflicts() {}

  static Problem problem(Conflict conflict) {
    return switch (conflict.constraint()) {
      case "user_email" ->
          Problem.conflict("email_taken", "/email", "Another account has that e-mail address");
      case "user_active" ->
          Problem.unauthorized("session_ended", "The account has just been deactivated");
      case "user_extension" ->
          Problem.conflict(
              "extension_taken", "/extension", "Another user, or a conference, has it");
      case "conference_extension" ->
          Problem.conflict(
              "extension_taken", "/extension", "A user, or another conference, has it");
      case "conference_name" ->
          Problem.conflict("name_taken", "/name", "Another conference has that name");
      case "team_name" -> Problem.conflict("name_taken", "/name", "Another team has that name");
      case "provisioned_group_name" ->
          Problem.conflict("name_taken", "/displayName", "Another group has that name");
      case "api_key_name" ->
          Problem.conflict("name_taken", "/name", "Another API key has that name");
      case "team_member_user" ->
          Problem.invalid("/members", "not_found", "One of them is no user of the organisation");
      case "carrier_name_key" ->
          Problem.conflict("name_taken", "/name", "Another carrier has that name");
      case "trunk_name" ->
          Problem.conflict("name_taken", "/name", "The carrier has another trunk of that name");
      case "trunk_carrier",
          "number_block_carrier",
          "number_provider_carrier",
          "rate_deck_carrier" ->
          carrier();
      case "rate_deck_name" ->
          Problem.conflict("name_taken", "/name", "Another rate deck has that name");
      case "rate_deck_of_carrier" ->
          Problem.conflict("deck_exists", "/carrier_id", "The carrier has a rate deck already");
      case "rate_deck_of_organisation" ->
          Problem.conflict(
              "deck_exists", "/organisation_id", "The organisation has a rate deck already");
      case "rate_deck_by_default" ->
          Problem.conflict(
              "deck_exists", "/currency", "There is a rate deck for everybody in that currency");
      case "rate_deck_organisation" ->
          Problem.invalid("/organisation_id", "not_found", "Is no organisation");
      case "rate_deck_version_from" ->
          Problem.conflict(
              "version_exists",
              "/query/effective_from",
              "Another version of the deck begins at that moment");
      case "number_block_overlap" ->
          Problem.conflict("block_overlaps", "/first", "Some of the numbers are in another block");
      case "phone_number_block" ->
          Problem.conflict("block_in_use", "Some of its numbers are rented: release them first");
      case "phone_number_taken", "number_rental_taken" ->
          Problem.conflict("number_taken", "/number", "The number is rented already");
      case "emergency_route_trunk" -> Problem.invalid("/trunk_id", "not_found", "Is no trunk");
      case "phone_number_porting" ->
          Problem.conflict("number_porting", "The number is being ported: cancel its port order");
      case "phone_number_ported_away" ->
          Problem.conflict("number_ported", "/number", "The number has gone to another operator");
      case "port_order_open" ->
          Problem.conflict("number_porting", "/number", "The number is being ported already");
      case "port_order_own_number" ->
          Problem.conflict(
              "number_available", "/number", "The number is here: rent it at /v1/numbers");
      case "phone_number_destination" ->
          Problem.invalid("/destination/id", "not_found", "Is no user of the organisation");
      case "phone_number_conference" ->
          Problem.invalid("/destination/id", "not_found", "Is no conference of the organisation");
      case "signing_certificate_name" ->
          Problem.conflict("name_taken", "/name", "Another certificate has that name");
      case "trunk_identity_certificate" ->
          Problem.conflict(
              "certificate_in_use", "Calls of a trunk are signed by it: name another one there");
      case "trust_anchor_name" ->
          Problem.conflict("name_taken", "/name", "Another authority has that name");
      case "right_to_number_once" ->
          Problem.conflict(
              "caller_id_exists", "/number", "The number may be shown, or has been asked for");
      case "schedule_name" ->
          Problem.conflict("name_taken", "/name", "Another schedule has that name");
      case "number_routing_schedule" ->
          Problem.invalid("/schedule_id", "not_found", "Is no schedule of the organisation");
      case "number_routing_closed_user" ->
          Problem.invalid("/closed/id", "not_found", "Is no user of the organisation");
      case "routing_test_name" ->
          Problem.conflict("name_taken", "/name", "Another routing test has that name");
      case "routing_test_number" ->
          Problem.invalid("/number", "not_found", "Must be a number of yours");
      case "routing_test_expected_user" ->
          Problem.invalid("/expected/id", "not_found", "Is no user of the organisation");
      case "forwarding_always" -> noColleague("always");
      case "forwarding_busy" -> noColleague("busy");
      case "forwarding_no_answer" -> noColleague("no_answer");
      case "forwarding_unreachable" -> noColleague("unreachable");
      case "listed_caller_once" ->
          Problem.conflict("already_listed", "/number", "The list has the number already");
      case "listed_caller_user" ->
          Problem.invalid("/user_id", "not_found", "Is no user of the organisation");
      case "prompt_name" -> Problem.conflict("name_taken", "/name", "Another prompt has that name");
      case "prompt_use_prompt" ->
          Problem.conflict("prompt_in_use", "The prompt is heard somewhere: choose another there");
      case "number_provider_name" ->
          Problem.conflict("name_taken", "/name", "Another number provider has that name");
      case "number_provider_subprocessor", "carrier_subprocessor" ->
          Problem.invalid("/subprocessor_id", "not_found", "Is no subprocessor");
      case "subprocessor_objection_standing" ->
          Problem.conflict(
              "objection_exists", "Your organisation objects to that notice already: it stands");
      case "number_rental_provider" ->
          Problem.conflict("provider_in_use", "Numbers were bought there: disable it instead");
      case "email_domain_own" ->
          Problem.conflict("domain_exists", "/domain", "The domain is there already");
      case "email_domain_verified" ->
          Problem.conflict("domain_taken", "Another organisation has verified that domain");
      case "identity_provider_break_glass" ->
          Problem.conflict(
              "break_glass_user",
              "The user gets in when the identity provider is away: name another one there first");
      default -> Problem.conflict("conflict", "It contradicts what exists: read it and try again");
    };
  }

  private static Problem noColleague(String field) {
    return Problem.invalid('/' + field + "/id", "not_found", "Is no user of the organisation");
  }

  private static Problem carrier() {
    return Problem.invalid("/carrier_id", "not_found", "Is no carrier");
  }
}
