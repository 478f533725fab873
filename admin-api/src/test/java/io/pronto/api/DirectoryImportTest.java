package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People and groups that are read from Okta. */
class DirectoryImportTest {
  private static final String PATH = "/v1/directory_import";

  private final TestOkta okta = TestOkta.start();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String ada = TestOrganisation.email();
  private final String bob = TestOrganisation.email();
  private final String cy = TestOrganisation.email();
  private final String dee = TestOrganisation.email();

  @AfterEach
  void stop() {
    okta.answers.release(Integer.MAX_VALUE / 4);
    okta.close();
  }

  @Test
  void theFirstImportMakesWhoIsActiveAndGivesTheTiersOfTheirGroups() {
    four().user("00u5", "SUSPENDED", TestOrganisation.email(), "Eve", "Away");
    okta.group("00g1", "Leads", "00u1", "00u2", "00u3", "00u5").group("00g2", "Everyone");
    roles("Leads", "supervisor");

    var run = set();

    assertThat(run.getString("error")).isNull();
    assertThat(counts(run)).containsExactly(4, 0, 0);
    assertThat(run.getJsonArray("skipped")).isEmpty();
    assertThat(user(ada).getString("name")).isEqualTo("Ada Lovelace");
    assertThat(user(ada).getString("role")).isEqualTo("supervisor");
    assertThat(user(cy).getString("role")).isEqualTo("supervisor");
    assertThat(user(dee).getString("role")).isEqualTo("agent");
    assertThat(user(dee).getString("extension")).isNotEmpty();
    assertThat(user(dee).getBoolean("signed_up")).isFalse();
    assertThat(okta.asked)
        .contains(
            "/api/v1/users?limit=200",
            "/api/v1/users?after=00u2&limit=200",
            "/api/v1/users?after=00u4&limit=200",
            "/api/v1/groups?limit=200",
            "/api/v1/groups/00g1/users?limit=200",
            "/api/v1/groups/00g1/users?after=00u2&limit=200");
  }

  @Test
  void theNextOneFollowsWhatHasChangedThere() {
    four().group("00g1", "Leads", "00u1", "00u2");
    roles("Leads", "supervisor");
    set();
    var leaver = signIn(cy);
    var renamed = TestOrganisation.email();

    okta.user("00u1", "LOCKED_OUT", renamed, "Ada", "King");
    okta.user("00u3", "SUSPENDED", cy, "Cy", "Young");
    okta.forget("00u4");
    okta.group("00g1", "Leads", "00u2");
    var id = user(ada).getString("id");
    var run = run();

    assertThat(counts(run)).as(run.encode()).containsExactly(0, 1, 2);
    var now = boss.get("/v1/users/" + id).json();
    assertThat(now.getString("email")).isEqualTo(renamed);
    assertThat(now.getString("name")).isEqualTo("Ada King");
    assertThat(now.getString("role")).isEqualTo("agent");
    assertThat(now.getBoolean("active")).isTrue();
    assertThat(user(bob).getString("role")).isEqualTo("supervisor");
    assertThat(user(cy).getBoolean("active")).isFalse();
    assertThat(user(dee).getBoolean("active")).isFalse();
    leaver.get("/v1/me").refused(401, "session_ended");

    okta.user("00u3", "ACTIVE", cy, "Cy", "Young");
    assertThat(counts(run())).containsExactly(0, 1, 0);
    assertThat(user(cy).getBoolean("active")).isTrue();
    assertThat(counts(run())).containsExactly(0, 0, 0);
  }

  @Test
  void aGroupThatIsNoMoreGivesNoTierAndOtherTiersHoldFromTheNextRun() {
    four().group("00g1", "Leads", "00u1").group("00g2", "Night", "00u2");
    set();
    assertThat(user(ada).getString("role")).isEqualTo("agent");

    roles("Leads", "supervisor");
    run();
    assertThat(user(ada).getString("role")).isEqualTo("supervisor");

    okta.forget("00g1");
    run();
    assertThat(user(ada).getString("role")).isEqualTo("agent");
  }

  @Test
  void whoDidNotComeFromThereIsLeftAloneAndWhoHasTheAddressIsTheSame() {
    var ours = organisation.person("administrator");
    var same = organisation.person("agent");
    four().user("00u5", "ACTIVE", same.email().toUpperCase(), "Sam", "Same");

    var run = set();

    assertThat(counts(run)).as(run.encode()).containsExactly(4, 1, 0);
    assertThat(boss.get("/v1/users/" + same.id()).json().getString("name")).isEqualTo("Sam Same");
    okta.forget("00u5");
    assertThat(counts(run())).containsExactly(0, 0, 1);
    assertThat(boss.get("/v1/users/" + same.id()).json().getBoolean("active")).isFalse();
    assertThat(boss.get("/v1/users/" + ours.id()).json().getBoolean("active")).isTrue();
    ours.client().get("/v1/me").is(200);
  }

  @Test
  void whoWasDeactivatedByHandStaysSo() {
    four();
    set();
    boss.patch("/v1/users/" + user(ada).getString("id"), new JsonObject().put("active", false))
        .is(200);

    assertThat(counts(run())).containsExactly(0, 0, 0);

    assertThat(user(ada).getBoolean("active")).isFalse();
  }

  @Test
  void theLastSuperAdministratorStaysActiveAndSuper() {
    var me = boss.get("/v1/me").json().getString("email");
    four().user("00u5", "ACTIVE", me, "Ada", "Boss").group("00g1", "Everyone", "00u1", "00u5");
    roles("Everyone", "agent");

    assertThat(skipped(set())).containsExactly("00u5");
    okta.user("00u5", "SUSPENDED", me, "Ada", "Boss");
    assertThat(skipped(run())).contains("00u5");
    okta.forget("00u5");
    var run = run();

    assertThat(run.getJsonArray("skipped").getJsonObject(0).getString("reason"))
        .isEqualTo("Is the last active super administrator, and stays active");
    var now = boss.get("/v1/me").is(200).json();
    assertThat(now.getString("role")).isEqualTo("super_administrator");
  }

  @Test
  void whoGetsInWhileTheProviderIsAwayStaysActive() {
    var spare = organisation.person("super_administrator");
    four().user("00u5", "SUSPENDED", spare.email(), "Sue", "Spare");
    Owner.execute(
        """
        insert into identity_provider (organisation_id, kind, issuer, client_id, client_secret,
                                       enforced, break_glass_user_id)
        values ('%s', 'oidc', 'https://id.example', 'pronto', '', true, '%s')
        """
            .formatted(organisation.id(), spare.id()));

    var run = set();

    assertThat(counts(run)).as(run.encode()).containsExactly(4, 0, 0);
    assertThat(skipped(run)).containsExactly("00u5");
    assertThat(boss.get("/v1/users/" + spare.id()).json().getBoolean("active")).isTrue();
  }

  @Test
  void whereMoreThanHalfVanishNothingIsDoneUnlessItIsAskedFor() {
    four();
    set();
    List.of("00u1", "00u2", "00u3").forEach(okta::forget);
    okta.user("00u4", "ACTIVE", dee, "Dee", "Changed");

    var refused = run();

    assertThat(refused.getString("state")).isEqualTo("failed");
    assertThat(refused.getString("error")).startsWith("3 of the 4 people").contains("?force=true");
    assertThat(counts(refused)).containsExactly(0, 0, 0);
    assertThat(user(ada).getBoolean("active")).isTrue();
    assertThat(user(dee).getString("name")).isEqualTo("Dee Last");

    assertThat(counts(run("?force=true"))).containsExactly(0, 1, 3);
    assertThat(user(ada).getBoolean("active")).isFalse();
  }

  @Test
  void whereAllGroupsVanishNothingIsDoneUnlessItIsAskedFor() {
    four().group("00g1", "Leads", "00u1");
    roles("Leads", "supervisor");
    set();
    okta.forget("00g1");

    assertThat(run().getString("error")).startsWith("The directory names no group any more");

    assertThat(user(ada).getString("role")).isEqualTo("supervisor");
    run("?force=true");
    assertThat(user(ada).getString("role")).isEqualTo("agent");
  }

  @Test
  void whenOktaWasAskedTooOftenItIsWaitedFor() {
    var reset = Instant.now().getEpochSecond() + 2;
    four()
        .once(
            "after=00u2",
            429,
            Map.of("X-Rate-Limit-Reset", "" + reset),
            TestOkta.error("E0000047", "API call exceeded rate limit due to too many requests."));

    var run = set();

    assertThat(run.getString("state")).isEqualTo("succeeded");
    assertThat(counts(run)).containsExactly(4, 0, 0);
    assertThat(Instant.parse(run.getString("finished_at")).getEpochSecond())
        .isGreaterThanOrEqualTo(reset);
  }

  @Test
  void whenOktaWantsToBeLeftAloneForLongTheRunEnds() {
    var reset = Instant.now().getEpochSecond() + 3_600;
    four().once("/api", 429, Map.of("X-Rate-Limit-Reset", "" + reset), "{}");

    assertThat(set().getString("error")).startsWith("Okta asks to wait 3,");
  }

  @Test
  void whatIsReadByHalfIsNotDone() {
    four().group("00g1", "Leads", "00u1").once("/users?after=", 500, Map.of(), "{}");

    var run = set();

    assertThat(run.getString("state")).isEqualTo("failed");
    assertThat(run.getString("error")).isEqualTo("Okta failed (500): the next run tries again");
    assertThat(counts(run)).containsExactly(0, 0, 0);
    assertThat(emails()).doesNotContain(ada, bob, cy, dee);
    assertThat(counts(run())).containsExactly(4, 0, 0);
  }

  @Test
  void whoeverIsNotLikeOktaIsSaidNotToBe() {
    four()
        .once("/api", 200, Map.of(), "<html>")
        .once("/api", 302, Map.of("Location", "http://127.0.0.1:1/"), "")
        .once("/api", 200, Map.of(), "[{\"id\": null}]");

    assertThat(set().getString("error")).isEqualTo("127.0.0.1: it answers what is not Okta's");
    assertThat(run().getString("error")).isEqualTo("Okta answers 302, which is not understood");
    assertThat(run().getString("error")).isEqualTo("Okta's answer has a user without an id");
  }

  @Test
  void aWrongTokenIsToldPlainly() {
    put(directory().put("token", "00wrong")).is(200);

    assertThat(over().getString("error")).startsWith("Okta refuses the token (401)");

    put(directory()).is(200);
    assertThat(run().getString("state")).isEqualTo("succeeded");
  }

  @Test
  void theTokenIsSealedAndSentToNoOtherServer() {
    four();
    set();

    assertThat(boss.get(PATH).text()).doesNotContain(TestOkta.TOKEN);
    assertThat(Owner.rows("directory_import")).noneMatch(row -> row.contains(TestOkta.TOKEN));
    assertThat(boss.get("/v1/audit_events?limit=100").text())
        .contains("directory_import.created")
        .doesNotContain(TestOkta.TOKEN);
    try (var other = TestOkta.start()) {
      var moved = directory().put("url", other.url());
      moved.remove("token");
      put(moved).refused(422, "invalid_request").names("/token", "required");
      assertThat(other.asked).isEmpty();
    }
    var same = directory().put("interval_minutes", 30);
    same.remove("token");
    assertThat(put(same).is(200).json().getInteger("interval_minutes")).isEqualTo(30);
    assertThat(run().getString("state")).isEqualTo("succeeded");
  }

  @Test
  void ofOneOrganisationThereIsOneRunAtATime() {
    four();
    okta.answers.drainPermits();
    put(directory()).is(200);
    Waiting.until("Okta is asked", () -> !okta.asked.isEmpty() || okta.answers.hasQueuedThreads());

    boss.post(PATH + "/run", new JsonObject()).refused(409, "run_under_way");

    okta.answers.release(1_000);
    assertThat(counts(over())).containsExactly(4, 0, 0);
  }

  @Test
  void anotherOrganisationsPeopleAreNotReachedByTheSameIds() {
    four();
    set();
    var theirs = TestOrganisation.make();
    theirs.boss().get(PATH).refused(404, "not_found");
    theirs.boss().post(PATH + "/run", new JsonObject()).refused(404, "not_found");
    theirs.boss().delete(PATH).refused(404, "not_found");

    try (var other = TestOkta.start()) {
      other.user("00u1", "SUSPENDED", TestOrganisation.email(), "X", "Y");
      other.user("00u2", "ACTIVE", bob, "Not", "Bob");
      other.user("00u9", "ACTIVE", TestOrganisation.email(), "Zoe", "New");
      var body = directory().put("url", other.url());
      theirs.boss().exchange("PUT", PATH, body.encode(), "application/json").is(200);

      var run = over(theirs.boss());

      assertThat(counts(run)).containsExactly(1, 0, 0);
      assertThat(skipped(run)).containsExactly("00u2");
    }
    assertThat(user(ada).getBoolean("active")).isTrue();
    assertThat(user(bob).getString("name")).isEqualTo("Bob Last");
    assertThat(counts(run())).containsExactly(0, 0, 0);
  }

  @Test
  void addressesMayBeExchanged() {
    four();
    set();
    okta.user("00u1", "ACTIVE", bob, "Ada", "Lovelace");
    okta.user("00u2", "ACTIVE", TestOrganisation.email(), "Bob", "Last");

    var run = run();

    assertThat(counts(run)).as(run.encode()).containsExactly(0, 2, 0);
    assertThat(user(bob).getString("name")).isEqualTo("Ada Lovelace");
  }

  @Test
  void whenItIsForgottenItsPeopleStay() {
    four();
    set();

    boss.delete(PATH).is(204);

    boss.get(PATH).refused(404, "not_found");
    assertThat(user(ada).getBoolean("active")).isTrue();
    assertThat(counts(set())).containsExactly(0, 0, 0);
  }

  @Test
  void aPrivateAddressIsRefusedWhereTheOperatorDoesNotAllowIt() throws Exception {
    var api = TestServer.strict(0);
    int port = api.start();
    try (api;
        var http = HttpClient.newHttpClient()) {
      for (var url :
          List.of(okta.url(), "https://127.0.0.1", "https://localhost", "https://[::1]")) {
        var request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                .header("Authorization", "Bearer " + boss.token().orElseThrow())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(directory().put("url", url).encode()))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url).isEqualTo(422);
        assertThat(response.body()).contains("/url");
      }
    }
    assertThat(okta.asked).isEmpty();
  }

  private TestOkta four() {
    return okta.user("00u1", "ACTIVE", ada, "Ada", "Lovelace")
        .user("00u2", "PROVISIONED", bob, "Bob", "Last")
        .user("00u3", "PASSWORD_EXPIRED", cy, "Cy", "Young")
        .user("00u4", "RECOVERY", dee, "Dee", "Last");
  }

  private JsonObject directory() {
    return new JsonObject()
        .put("kind", "okta")
        .put("url", okta.url())
        .put("token", TestOkta.TOKEN)
        .put("interval_minutes", 60);
  }

  private Answer put(JsonObject body) {
    return boss.exchange("PUT", PATH, body.encode(), "application/json");
  }

  /** Sets it up, and returns its first run when that is over. */
  private JsonObject set() {
    put(directory()).is(200);
    return over();
  }

  private JsonObject run() {
    return run("");
  }

  private JsonObject run(String query) {
    boss.post(PATH + "/run" + query, new JsonObject()).is(202);
    return over();
  }

  private JsonObject over() {
    return over(boss);
  }

  private static JsonObject over(Client who) {
    Waiting.until(
        "the run is over",
        () -> List.of("succeeded", "failed").contains(last(who).getString("state")));
    return last(who);
  }

  private static JsonObject last(Client who) {
    return who.get(PATH).is(200).json().getJsonObject("last_run");
  }

  private void roles(String group, String role) {
    var entry = new JsonObject().put("group", group).put("role", role);
    var body = new JsonObject().put("group_roles", new JsonArray().add(entry));
    boss.exchange("PUT", "/v1/group_roles", body.encode(), "application/json").is(200);
  }

  private JsonObject user(String email) {
    return boss.get("/v1/users?limit=100").is(200).data().stream()
        .filter(user -> user.getString("email").equals(email))
        .findFirst()
        .orElseThrow();
  }

  private List<String> emails() {
    return boss.get("/v1/users?limit=100").is(200).data().stream()
        .map(user -> user.getString("email"))
        .toList();
  }

  private Client signIn(String email) {
    var id = user(email).getString("id");
    var link = boss.post("/v1/users/" + id + "/sign_up", new JsonObject()).is(201).json();
    Client.stranger()
        .post(
            "/v1/sign_ups",
            new JsonObject()
                .put("token", link.getString("token"))
                .put("password", TestServer.PASSWORD));
    return Client.signIn(email, TestServer.PASSWORD);
  }

  private static List<Integer> counts(JsonObject run) {
    return List.of(
        run.getInteger("created"), run.getInteger("changed"), run.getInteger("deactivated"));
  }

  private static List<String> skipped(JsonObject run) {
    return run.getJsonArray("skipped").stream()
        .map(each -> ((JsonObject) each).getString("external_id"))
        .toList();
  }
}
