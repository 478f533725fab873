package io.pronto.api;

import io.pronto.core.Id;
import io.pronto.core.live.Bans;
import io.pronto.core.recording.RecordingAudio;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Real things of an organisation, for operations to be called about: each made when needed. */
final class MatrixThings {
  /** What belongs to one of the organisation's people; all else to the organisation. */
  private static final Set<String> PERSONAL =
      Set.of(
          "devices",
          "calls",
          "cdrs",
          "recordings",
          "transcripts",
          "forwarding",
          "blocked_callers",
          "vip_callers");

  /** The owner of what the operator has of its own; all else is an organisation's. */
  static final String OPERATOR = "operator";

  /** Of what the operator has its own, and sees nobody else's. */
  private static final Set<String> OF_EACH_REALM = Set.of("destruction_certificates", "handovers");

  private static final Map<String, String> COMMON =
      Map.of(
          "ResourceTypes",
          "User",
          "Schemas",
          "urn:ietf:params:scim:schemas:core:2.0:User",
          "fraud_rules",
          "user_spending_premium_hour",
          "number_policies",
          "FR-premium",
          "retention_bounds",
          "recording",
          "subprocessors",
          SubprocessorsTest.SCALEWAY);

  private static final byte[] SOUND = TestRecordings.sound(RecordingAudio.RATE);

  private final TestOrganisation organisation;
  private final Map<String, String> made = new HashMap<>();
  private int extension = 7_000;

  MatrixThings(TestOrganisation organisation) {
    this.organisation = organisation;
  }

  static boolean personal(String path) {
    return PERSONAL.contains(kind(path));
  }

  /** Whether the operator has some of its own there, and sees nobody else's. */
  static boolean ofEachRealm(String path) {
    return OF_EACH_REALM.contains(kind(path));
  }

  /** Whether what is there is the same for all organisations. */
  static boolean common(String path) {
    return COMMON.containsKey(kind(path));
  }

  /** The path of an operation about a thing of {@code owner}'s, or of the organisation's. */
  String path(String path, String owner) {
    if (path.equals("/v1/identity_provider")) {
      provideIdentity();
    }
    if (path.startsWith("/v1/directory_import")) {
      provideDirectory();
    }
    if (path.contains("{call_id}")) {
      var conference = id(path, owner);
      var call = organisation.attending(conference);
      return path.replace("{call_id}", call).replace("{id}", conference);
    }
    return path.contains("{") ? path.replaceAll("\\{\\w+}", id(path, owner)) : path;
  }

  /** The id in that path, as an address has it. */
  String id(String path, String owner) {
    return common(path)
        ? COMMON.get(kind(path))
        : made.computeIfAbsent(key(path, owner), _ -> encoded(make(kind(path), owner)));
  }

  /** What the path is about is no more, or no more what it was. */
  void forget(String path, String owner) {
    made.remove(key(path, owner));
  }

  /** The ids of all that was made. */
  List<String> ids() {
    return List.copyOf(made.values());
  }

  private static String key(String path, String owner) {
    if (owner.equals(OPERATOR)) {
      return kind(path) + ' ' + owner;
    }
    return personal(path) ? kind(path) + ' ' + owner : kind(path);
  }

  /** The collection that a path is in: {@code users} of {@code /v1/users/{id}/sign_up}. */
  private static String kind(String path) {
    if (path.endsWith("/forwarding")) {
      return "forwarding";
    }
    return path.contains("/downloads/") ? "downloads" : path.replace("/v2/", "/").split("/")[2];
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private String make(String kind, String owner) {
    return switch (kind) {
      case "devices" -> organisation.device(organisation.boss(), owner).getString("id");
      case "forwarding" -> owner;
      case "blocked_callers", "vip_callers" -> listed(kind, owner);
      case "schedules" ->
          boss(
              "schedules",
              new JsonObject()
                  .put("name", TestOrganisation.email())
                  .put("time_zone", "Europe/Paris")
                  .put("hours", new JsonArray()));
      case "prompts" -> PromptsTest.prompt(organisation.boss(), PromptsTest.tone(440)).id();
      case "conferences" ->
          boss(
              "conferences",
              new JsonObject()
                  .put("name", TestOrganisation.email())
                  .put("extension", Integer.toString(extension++)));
      case "contacts" -> boss("contacts", ContactsTest.contact());
      case "calls" -> organisation.ringing(owner);
      case "cdrs" -> newest("cdrs?number=%2B33987654321", recording(owner));
      case "handovers" -> last(owner.equals(OPERATOR) ? RegistersTest.disclosure() : handover());
      case "exports" -> export().id();
      case "downloads" -> last(export().json().getString("url"));
      case "recordings" -> recording(owner);
      case "transcripts" -> newest("transcripts?", recording(owner));
      case "Users" -> organisation.person("agent").id();
      case "Groups" -> new ScimClient(organisation.boss()).group(TestOrganisation.email());
      case "users" -> guarded(organisation.person("agent").id());
      case "teams" -> boss("teams", new JsonObject().put("name", TestOrganisation.email()));
      case "numbers" -> number();
      case "routing" -> boss("routing/tests", RoutingTestsTest.test(number()));
      case "routing_versions" -> scheduled();
      case "caller_ids", "caller_id_requests" ->
          boss("caller_ids", CallerIdsTest.request(CallerIdsTest.elsewhere()));
      case "emergency_routes" ->
          operator(
              "emergency_routes",
              new JsonObject()
                  .put("trunk_id", operator("trunks", TestCarrier.make().trunk()))
                  .put("country", "IT"));
      case "port_orders" -> TestPorts.ordered(organisation.boss()).id();
      case "number_rentals" ->
          boss("number_rentals", new JsonObject().put("number", TestCarrier.make().block()));
      case "regulatory_files", "regulatory_reviews" ->
          boss(
              "regulatory_files",
              new JsonObject()
                  .put("country", "FR")
                  .put("type", "premium")
                  .put("identity", new JsonObject().put("name", "Bakery")));
      case "number_providers" -> operator("number_providers", TestCarrier.make().provider());
      case "subprocessor_objections" ->
          boss(
              "subprocessor_objections",
              new JsonObject()
                  .put(
                      "subprocessor_id",
                      operator("subprocessors", SubprocessorsTest.announcement()))
                  .put("reason", "No"));
      case "legal_holds" ->
          boss(
              "legal_holds",
              new JsonObject().put("reason", "A case").put("number", "+33612345678"));
      case "stream_destinations" ->
          boss(
              "stream_destinations",
              new JsonObject()
                  .put("name", TestOrganisation.email())
                  .put("url", "wss://calls.example.com/hear"));
      case "recording_exclusions" ->
          boss(
              "recording_exclusions",
              new JsonObject()
                  .put("subject", new JsonObject().put("type", "number").put("id", freeNumber())));
      case "subject_requests" -> boss("subject_requests", SubjectRequestsTest.request("access"));
      case "restrictions" -> restriction();
      case "erasures" -> SubjectRequestsTest.erasure(organisation.boss());
      case "breaches" -> operator("breaches", RegistersTest.breach());
      case "notices" -> told();
      case "authority_requests" ->
          operator("authority_requests", RegistersTest.authorityRequest("+33612345678"));
      case "audits" ->
          boss("audits", new JsonObject().put("wanted_on", "2090-01-01").put("subject", "Keys"));
      case "email_domains" ->
          boss("email_domains", new JsonObject().put("domain", TestCompany.freeDomain()));
      case "destruction_certificates" -> certificate(owner);
      case "api_keys" -> key(organisation, "people:read").id();
      case "organisations" -> TestOrganisation.make().id();
      case "fraud_ceilings" -> TestOrganisation.make().id();
      case "fraud_alarms" -> alarm(organisation.id(), false);
      case "ceiling_alarms" -> alarm(TestOrganisation.make().id(), true);
      case "bans" -> ban();
      case "carriers" -> TestCarrier.make().id();
      case "rate_decks" -> TestDeck.selling().id();
      case "rate_deck_versions" -> TestDeck.selling().version("33,0.01").id();
      case "trunks" -> operator("trunks", TestCarrier.make().trunk());
      case "signing_certificates" -> operator("signing_certificates", TestCredentials.signing());
      case "stir" -> operator("signing_certificates", TestCredentials.signing()) + ".pem";
      case "trust_anchors" -> operator("trust_anchors", TestCredentials.anchor());
      case "number_blocks" -> operator("number_blocks", TestCarrier.make().nextBlock());
      default -> throw new IllegalStateException("No " + kind + " can be made: say how, here");
    };
  }

  /** Of somebody of whom there is nothing. */
  private String restriction() {
    var request = boss("subject_requests", SubjectRequestsTest.request("restriction"));
    return SubjectRequestsTest.instruct(organisation.boss(), request, "restrict")
        .is(200)
        .json()
        .getString("restriction_id");
  }

  /** The organisation was told of a breach. */
  private String told() {
    var concerned = new JsonArray().add(organisation.id());
    var breach = operator("breaches", RegistersTest.breach().put("organisation_ids", concerned));
    Client.operator().post("/v1/breaches/" + breach + "/notice", new JsonObject()).is(201);
    return organisation
        .boss()
        .get("/v1/notices?about=" + breach)
        .is(200)
        .data()
        .getFirst()
        .getString("id");
  }

  private String boss(String list, JsonObject body) {
    return organisation.boss().post("/v1/" + list, body).is(201).id();
  }

  private String listed(String list, String owner) {
    return boss(list, new JsonObject().put("user_id", owner).put("number", "+33612345678"));
  }

  private static String operator(String list, JsonObject body) {
    return Client.operator().post("/v1/" + list, body).is(201).id();
  }

  static Answer key(TestOrganisation organisation, String... scopes) {
    var body =
        new JsonObject()
            .put("name", TestOrganisation.email())
            .put("scopes", new JsonArray(List.of(scopes)));
    return organisation.boss().post("/v1/api_keys", body).is(201);
  }

  /** A breaker of an organisation has tripped. */
  static String alarm(String organisation, boolean atCeiling) {
    var id = Id.next("alm");
    Owner.execute(
        """
        insert into fraud_alarm
          (id, organisation_id, rule, subject, most, at_ceiling, call_id, number, country, tripped_at)
        values ('%1$s', '%2$s', 'organisation_spending_any_day', '%1$s', 150, %3$s,
          'call_01JD9Z3V7K8Q2N4M6P8R0T2W4Y', '+33899123456', 'FR', now())
        """
            .formatted(id, organisation, atCeiling));
    return id;
  }

  /** A number that nobody else names. */
  private static String freeNumber() {
    return "+336" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  }

  private static String ban() {
    var address = "192.0.2." + ThreadLocalRandom.current().nextInt(1, 255);
    new Bans(TestServer.REDIS)
        .put(
            new Bans.Ban(
                InetAddress.ofLiteral(address),
                "A test",
                "test",
                Instant.now(),
                Instant.now().plusSeconds(300)));
    return address;
  }

  private String certificate(String owner) {
    return owner.equals(OPERATOR)
        ? TestCertificates.ofOperator().id()
        : TestCertificates.of(organisation).id();
  }

  private String number() {
    var number = TestCarrier.make().block();
    organisation.boss().post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    return number;
  }

  /** A version of a number's routing that is not in force yet. */
  private String scheduled() {
    return boss(
        "numbers/" + encoded(number()) + "/routing/versions",
        new JsonObject()
            .put("effective_at", "2090-01-01T00:00:00Z")
            .put("anonymous", new JsonObject().put("masked", "reject")));
  }

  /** The same, with a second factor, and known to an identity provider. */
  private String guarded(String user) {
    Owner.execute(
        """
        insert into second_factor (account_id, organisation_id, user_id, secret, confirmed_at)
        values ('%2$s', '%1$s', '%2$s', '', now());
        insert into user_identity (organisation_id, issuer, subject, user_id)
        values ('%1$s', 'https://id.example', '%2$s', '%2$s')
        """
            .formatted(organisation.id(), user));
    return user;
  }

  /** The organisation has an identity provider, one at most. */
  private void provideIdentity() {
    Owner.execute(
        """
        insert into identity_provider (organisation_id, kind, issuer, client_id, client_secret)
        values ('%s', 'oidc', 'https://id.example', 'pronto', '') on conflict do nothing
        """
            .formatted(organisation.id()));
  }

  /** The organisation has a directory, one at most. */
  private void provideDirectory() {
    Owner.execute(
        """
        insert into directory_import
          (organisation_id, kind, url, token, interval_minutes, enabled)
        values ('%s', 'okta', 'https://127.0.0.1:1', '', 60, false) on conflict do nothing
        """
            .formatted(organisation.id()));
  }

  /** A link to an archive. */
  private String handover() {
    var pack = organisation.boss().post("/v1/evidence_packs", new JsonObject()).is(201).json();
    return pack.getJsonObject("handover").getString("url");
  }

  private Answer export() {
    return organisation.boss().post("/v1/exports", new JsonObject().put("kind", "cdrs")).is(201);
  }

  private static String last(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private String recording(String owner) {
    return TestRecordings.call(organisation, owner, SOUND);
  }

  /** What a call left behind that has just been recorded. */
  private String newest(String list, String recording) {
    var filter = list.endsWith("?") ? "recording_id=" + recording : "&limit=1";
    return organisation
        .boss()
        .get("/v1/" + list + filter)
        .is(200)
        .data()
        .getFirst()
        .getString("id");
  }
}
