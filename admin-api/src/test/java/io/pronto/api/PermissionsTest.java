package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.contract.Operation;
import io.pronto.core.access.Permission;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Reach;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Walks every operation of the document with everybody, and compares with the table. */
class PermissionsTest {
  /** One would sign the caller out, the other never ends; each has a test of its own. */
  private static final Set<String> SPECIAL = Set.of("delete_session", "stream_events");

  private final TestOrganisation organisation = TestOrganisation.make();

  @TestFactory
  Stream<DynamicTest> everyoneMayDoWhatTheTableSaysAndNothingElse() {
    var everybody = everybody();
    return Conformity.CONTRACT.operations().stream()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.id(),
                    () ->
                        everybody.forEach(
                            (principal, client) -> check(operation, principal, client))));
  }

  @Test
  void whoHasNotSignedInMayOnlyDoWhatIsOpenToAll() {
    for (var operation : Conformity.CONTRACT.operations()) {
      var answer = call(Client.stranger(), operation);
      if (operation.permission().isPresent()) {
        answer.refused(401, "not_signed_in");
      } else {
        assertThat(answer.status()).as(operation.id()).isNotEqualTo(403);
      }
    }
  }

  @Test
  void theOperatorReachesNothingOfAnOrganisationsOwnLife() {
    var operator = new Principal.Operator("opr_x");

    assertThat(Permission.values())
        .filteredOn(permission -> permission.of(operator) != Reach.NONE)
        .containsExactly(
            Permission.OWN_ACCOUNT,
            Permission.ORGANISATIONS,
            Permission.CARRIERS,
            Permission.AUDIT);
  }

  private Map<Principal, Client> everybody() {
    var all = new LinkedHashMap<Principal, Client>();
    all.put(new Principal.Operator("opr_x"), Client.operator());
    for (var role : Role.values()) {
      all.put(
          new Principal.Member("usr_x", new OrganisationId(organisation.id()), role),
          organisation.person(role.code()).client());
    }
    return all;
  }

  private static void check(Operation operation, Principal principal, Client client) {
    if (operation.permission().isEmpty() || SPECIAL.contains(operation.id())) {
      return;
    }
    var answer = call(client, operation);

    if (operation.permission().get().of(principal) == Reach.NONE) {
      answer.refused(403, "forbidden");
    } else {
      assertThat(answer.status()).as("%s by %s", operation.id(), principal).isNotIn(401, 403, 500);
    }
  }

  /** Calls it about something that does not exist. */
  private static Answer call(Client client, Operation operation) {
    var path =
        operation
            .path()
            .replace("{id}", prefix(operation) + "_00000000000000000000000000")
            .replace("{number}", "+99900000000");
    return client.send(
        operation.method(),
        path,
        operation.body().isPresent() ? "{}" : "",
        operation.body().isPresent() ? "application/json" : "");
  }

  private static String prefix(Operation operation) {
    return switch (operation.path().replaceFirst("/v1/", "").split("/")[0]) {
      case "organisations" -> "org";
      case "users" -> "usr";
      case "teams" -> "team";
      case "devices" -> "dev";
      case "carriers" -> "car";
      case "trunks" -> "trk";
      case "number_blocks" -> "blk";
      case "calls", "cdrs" -> "call";
      case "recordings" -> "rec";
      case "transcripts" -> "trn";
      case "api_keys" -> "key";
      default -> "none";
    };
  }
}
